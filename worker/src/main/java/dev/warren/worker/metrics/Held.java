package dev.warren.worker.metrics;

/**
 * What a worker has taken from the queue and not settled.
 *
 * @param frames how many
 * @param bytes of their messages' bodies
 * @param oldestNanos how long ago the first of them came; 0 where there is none
 */
public record Held(int frames, long bytes, long oldestNanos) {
  public static final Held NOTHING = new Held(0, 0, 0);
}
