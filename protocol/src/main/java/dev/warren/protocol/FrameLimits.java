package dev.warren.protocol;

/**
 * What a reader of frames accepts.
 *
 * @param maxBodyBytes largest body, in bytes
 */
public record FrameLimits(int maxBodyBytes) {
  /** 4 MiB: a frame larger than this belongs into an object store, not into a queue. */
  public static final FrameLimits DEFAULT = new FrameLimits(4 << 20);

  public FrameLimits {
    if (maxBodyBytes < 1) throw new IllegalArgumentException("maxBodyBytes < 1: " + maxBodyBytes);
  }
}
