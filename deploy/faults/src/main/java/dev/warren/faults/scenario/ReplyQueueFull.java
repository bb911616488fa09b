package dev.warren.faults.scenario;

import java.util.Map;

/** A queue of results that takes no more, and says so. */
final class ReplyQueueFull implements Scenario.Injection {
  private static final int ROOM = 50;

  @Override
  public void run(Round round) throws Exception {
    round.sinkWith(
        Map.of("x-queue-type", "quorum", "x-max-length", ROOM, "x-overflow", "reject-publish"));
    round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    round.fault("queue of results full");
    round.sink().pause();
    round.await(
        "replies are refused", 20, () -> round.metric("warren_replies_total", "repeated") > 0);
    round.during(1);
    double acked = acked(round);
    round.during(2);
    double more = acked(round) - acked;
    round.check(more <= 2 * Round.PREFETCH, "%.0f acks while replies were refused", more);
    double held = round.metric("warren_inflight_frames");
    round.check(held <= 2 * Round.PREFETCH, "%.0f frames in flight", held);
    double before = acked(round);
    round.sink().resume();
    double seconds = round.await("workers go on", 20, () -> acked(round) > before);
    round.measured("resumed_s", seconds, 5);
  }

  private static double acked(Round round) {
    return round.metric("warren_settlements_total", "ack");
  }
}
