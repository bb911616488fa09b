package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Scrape;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.Optional;

/** An engine that takes ten times as long as it did, under a load that it can then not bear. */
final class SlowEngine {
  private static final long TTL_MILLIS = 500;
  private static final double SECONDS = 12;

  private SlowEngine() {}

  static void run(Round round) throws Exception {
    Slot slot = round.workers(1, "--max-batch", "1").get(0);
    round
        .source()
        .terms(
            frame -> frame.ttlMs(TTL_MILLIS).capturedAtMs(System.currentTimeMillis()),
            Fate.MAY_BE_LATE);
    round.source().rate(5 * Round.RATE);
    round.during(3);
    long connections = slot.proxy().accepted();
    long memory = slot.process().residentKiB().orElse(0);
    round.fault("slow engine");
    round.hooks().arm(Hook.SLOW);
    double most = 0;
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    while (System.nanoTime() - end < 0) {
      Optional<Scrape> scrape = slot.scrape();
      most = Math.max(most, scrape.map(Scrape::held).orElse(0.0));
      round.during(0.1);
    }
    round.hooks().disarm(Hook.SLOW);
    Account account = round.ledger().account();
    round.counted("most_in_flight", most, Round.PREFETCH);
    round.figure("skipped", account.skipped());
    round.check(account.skipped() > 0, "no frame was skipped: nothing was late");
    round.measured(
        "memory_growth_mib", (slot.process().residentKiB().orElse(0) - memory) / 1024.0, 48);
    round.check(slot.proxy().accepted() == connections, "the worker connected again");
  }
}
