package dev.warren.worker.batch;

/**
 * What stops and goes on with the lanes. Called by the lanes' threads, which wait for it.
 * Thread-safe; may be told the same twice.
 */
public interface LaneListener {
  /**
   * No lane runs frames any more: take no more, and give back those that wait.
   *
   * @param reason one line for a person
   */
  void stopped(String reason);

  /** Lanes run frames again. */
  void resumed();
}
