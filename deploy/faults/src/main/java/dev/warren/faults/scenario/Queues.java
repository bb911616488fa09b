package dev.warren.faults.scenario;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.faults.ledger.Account;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.Map;

/** Queues that are full, and one that is gone. */
final class Queues {
  private static final int ROOM_FOR_RESULTS = 50;
  private static final int ROOM_FOR_FRAMES = 100;
  private static final int OUTSTANDING = 128;
  private static final String POLICY = "faults-full";

  private Queues() {}

  /** A queue of results that takes no more, and says so. */
  static void resultsFull(Round round) throws Exception {
    round.sinkWith(
        Map.of(
            "x-queue-type",
            "quorum",
            "x-max-length",
            ROOM_FOR_RESULTS,
            "x-overflow",
            "reject-publish"));
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

  /** A queue of frames that takes no more, and says so. */
  static void framesFull(Round round) throws Exception {
    round.workers(1);
    round.site().policy(POLICY, "{\"max-length\":%d}".formatted(ROOM_FOR_FRAMES));
    try {
      round.hooks().arm(Hook.HOLD);
      round.fault("queue of frames full");
      round.source().rate(8 * Round.RATE);
      round.await("frames are refused", 30, () -> round.ledger().account().refused() > 20);
      round.source().pause();
      round.counted(
          "overshoot", Math.max(0, round.site().ready(Site.FRAMES) - ROOM_FOR_FRAMES), OUTSTANDING);
      round.hooks().disarm(Hook.HOLD);
      round.await("there is room again", 20, () -> round.site().ready(Site.FRAMES) == 0);
      long refused = round.ledger().account().refused();
      round.source().burst(20);
      Account account = round.ledger().account();
      round.check(account.refused() == refused, "frames are refused though there is room");
      round.figure("refused", refused);
      round.check(round.ownExits() == 0, "%d exits of the worker", round.ownExits());
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().clearPolicy(POLICY);
    }
  }

  /** Somebody deletes the queue of frames, and creates it again. */
  static void framesDeleted(Round round) throws Exception {
    Slot slot = round.workers(1).get(0);
    round.serve(50);
    round.during(0.5); // what is deleted must be nobody's frame
    round.fault("queue deleted");
    try (Connection connection = round.site().broker().connect()) {
      Channel channel = connection.createChannel();
      channel.queueDelete(Site.FRAMES);
      round.measured(
          "not_ready_s", round.await("the worker is not ready", 20, () -> !slot.isReady()), 10);
      round.during(2);
      Site.TOPOLOGY.declare(channel, Site.MODEL);
    }
    long answered = round.ledger().answered();
    round.source().burst(20);
    double seconds =
        round.await("it consumes again", 60, () -> round.ledger().answered() > answered);
    round.measured("consuming_s", seconds, 10);
    round.fleet().awaitReady(slot);
  }
}
