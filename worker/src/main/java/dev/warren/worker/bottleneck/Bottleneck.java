package dev.warren.worker.bottleneck;

import java.util.Locale;

/**
 * What keeps a worker from doing more. Each but the last takes two independent signs, such as
 * threads that are never idle <em>and</em> frames that wait for them.
 */
public enum Bottleneck {
  /**
   * Frames wait in the queue, but come too slowly: all that may be held at one time is held, no
   * stage is busy, and most of the time is spent between settling one frame and having the next.
   */
  CONSUME("raise --prefetch, or shorten the way to the broker"),

  /** The threads that fetch and decode are never idle, and frames wait for them or in the queue. */
  DECODE(
      "more --decode-threads or cores, smaller pictures, or --scaled-decode; a faster store where"
          + " threads mostly fetch images"),

  /**
   * The engine's lanes are never idle, postprocessing included, and decoded frames wait for them.
   */
  ENGINE("more workers, a faster device, or a smaller model"),

  /**
   * Results leave too slowly: most of the frames that may be held are answered and wait for the
   * broker's confirm, or the lanes wait to write; the broker raises no objection.
   */
  PUBLISH("raise --prefetch, or look at the way to the broker and at the queue of the results"),

  /**
   * The broker takes no results (an alarm, or it refuses them), or it answers nothing and delivers
   * nothing.
   */
  BROKER("see the broker's alarms and disk, and whether the queue of the results is full"),

  /** The worker could do more: its queue is empty as a rule and no stage is held up. */
  STARVED("nothing: what comes is done; with less to do, fewer workers suffice"),

  /** Nothing of the above shows clearly, or not for long enough yet. */
  INCONCLUSIVE("wait, or look at the figures");

  private final String advice;

  Bottleneck(String advice) {
    this.advice = advice;
  }

  /** As labels and JSON have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What would help as a rule, in a few words. */
  public String advice() {
    return advice;
  }
}
