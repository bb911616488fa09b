package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;

/** What became of replies. */
final class ReplyMeters implements WorkerMetrics {
  private final Counter confirmed;
  private final Counter repeated;
  private final Counter replayed;
  private final Counter returned;
  private final Times endToEnd;

  ReplyMeters(Meters meters) {
    confirmed = replies(meters, "confirmed");
    repeated = replies(meters, "repeated");
    replayed = replies(meters, "replayed");
    returned = replies(meters, "returned");
    endToEnd =
        meters.times(
            "warren_end_to_end_seconds",
            "From capture, where a frame says when that was, to the broker's confirm of its reply,"
                + " whatever that is; by two machines' clocks: 0 where they make it negative,"
                + " left out beyond a day either way");
  }

  private static Counter replies(Meters meters, String result) {
    return meters.counter(
        "warren_replies_total",
        "Replies by their fate: confirmed; returned (nobody listens there), repeated (refused or"
            + " unanswered, sent again), replayed (the frame came again, or was sent twice, and"
            + " gets the answer that it has had, without the engine)",
        "result",
        result);
  }

  @Override
  public void replyConfirmed(long nanos) {
    confirmed.increment();
  }

  @Override
  public void replyDated(long sinceCaptureMs) {
    endToEnd.sinceCapture(sinceCaptureMs);
  }

  @Override
  public void replyRepeated() {
    repeated.increment();
  }

  @Override
  public void replyReplayed() {
    replayed.increment();
  }

  @Override
  public void replyReturned() {
    returned.increment();
  }
}
