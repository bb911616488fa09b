package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.proxy.Toxics;

/** A slow and narrow network that cuts everything into pieces. */
final class PoorNetwork implements Scenario.Injection {
  private static final long LATENCY_MILLIS = 100; // each way
  private static final long BYTES_PER_SECOND = 10_000_000 / 8;
  private static final int SLICE_BYTES = 1_460;

  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(1, "--prefetch", "64").get(0);
    double before = meanBatch(round);
    long connections = slot.proxy().accepted();
    poor(slot.proxy().toClient());
    poor(slot.proxy().toServer());
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

  private static void poor(Toxics way) {
    way.latency(LATENCY_MILLIS);
    way.bandwidth(BYTES_PER_SECOND);
    way.slice(SLICE_BYTES, 0);
  }

  private static double meanBatch(Round round) {
    double count = round.metric("warren_batch_size_count");
    return count == 0 ? 0 : round.metric("warren_batch_size_sum") / count;
  }
}
