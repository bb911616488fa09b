package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.proxy.Toxics;
import java.util.List;

/** What lies between a worker and its broker. */
final class Networks {
  private static final int RESETS = 4;
  private static final double EVERY_SECONDS = 5;
  private static final long LATENCY_MILLIS = 100; // each way
  private static final long BYTES_PER_SECOND = 10_000_000 / 8;
  private static final int SLICE_BYTES = 1_460;

  private Networks() {}

  /** The network resets all connections of a worker, again and again. */
  static void resets(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    for (int i = 0; i < RESETS; i++) {
      for (Slot slot : slots) {
        round.fault("reset");
        round.mayRepeat(Round.PREFETCH);
        slot.proxy().reset();
      }
      round.during(EVERY_SECONDS);
    }
    Account account = round.ledger().account();
    double share = 100.0 * account.answered() / account.acknowledged();
    round.counted("missing_percent", 100 - share, 30);
  }

  /** A network that swallows everything and says nothing, for one of two workers. */
  static void blackHole(Round round) throws Exception {
    Slot slot = round.workers(2).get(0);
    round.source().rate(Round.RATE / 2);
    round.during(1);
    int lives = slot.lives();
    long start = System.nanoTime();
    round.fault("black hole");
    round.mayRepeat(Round.PREFETCH);
    slot.proxy().toServer().blackHole();
    slot.proxy().toClient().blackHole();
    double detected =
        round.await(
            "the worker sees that its connection is dead",
            40,
            () -> slot.lives() > lives || !slot.isReady());
    round.measured("detected_s", detected, 25);
    // What the worker held is answered by the other one, once the broker has given it up.
    round.await("held frames are answered", 45 - detected, () -> waitingSince(round, start) == 0);
    round.measured("requeued_s", round.ledger().recoverySeconds(start, 1), 35);
    slot.proxy().clear();
    round.fleet().awaitReady(slot);
  }

  private static long waitingSince(Round round, long nanos) {
    return round.ledger().openSentBefore(nanos + 2_000_000_000L);
  }

  /** A slow and narrow network that cuts everything into pieces. */
  static void poor(Round round) throws Exception {
    Slot slot = round.workers(1, "--prefetch", "64").get(0);
    double before = meanBatch(round);
    long connections = slot.proxy().accepted();
    worsen(slot.proxy().toClient());
    worsen(slot.proxy().toServer());
    round.fault("poor network");
    round.source().rate(Round.RATE / 2);
    round.during(10);
    round.source().pause();
    round.awaitAllAnswered();
    round.figure("mean_batch", meanBatch(round) - before);
    round.figure("median_latency_ms", round.ledger().latencySeconds("f-", 0.5).orElse(0) * 1000);
    double again = round.metric("warren_replies_total", "repeated");
    round.check(again == 0, "%.0f replies sent again", again);
    long more = slot.proxy().accepted() - connections;
    round.check(more == 0, "%d reconnects", more);
    slot.proxy().clear();
  }

  private static void worsen(Toxics way) {
    way.latency(LATENCY_MILLIS);
    way.bandwidth(BYTES_PER_SECOND);
    way.slice(SLICE_BYTES, 0);
  }

  private static double meanBatch(Round round) {
    double count = round.metric("warren_batch_size_count");
    return count == 0 ? 0 : round.metric("warren_batch_size_sum") / count;
  }
}
