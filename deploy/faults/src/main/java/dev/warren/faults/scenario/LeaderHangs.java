package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.RabbitMq;
import java.util.List;

/** The leader's node stands still: no connection to it breaks, and one of two workers has it. */
final class LeaderHangs implements Scenario.Injection {
  private static final double HANGS_SECONDS = 20;

  @Override
  public void run(Round round) throws Exception {
    int leader = round.site().cluster().leader(Site.FRAMES);
    RabbitMq node = round.site().cluster().nodes().get(leader);
    List<Slot> slots = round.workersThereAndElsewhere(leader);
    round.fault("SIGSTOP leader");
    round.mayRepeatFrames(2 * 2 * Round.PREFETCH);
    node.pause();
    long paused = System.nanoTime();
    try {
      round.figure("others_s", secondsUntilAnswered(round, paused));
      round.during(Math.max(0, HANGS_SECONDS - secondsSince(paused)));
    } finally {
      node.resume();
    }
    round.measured("consuming_s", round.awaitConsuming(60, slots), 15);
    round.during(1);
  }

  /** At most as long as it hangs: RabbitMQ (3.10 and 4.3) sometimes waits for the node to go on. */
  private static double secondsUntilAnswered(Round round, long paused) throws InterruptedException {
    while (round.ledger().answeredSentAfter(paused + 1_000_000_000) == 0
        && secondsSince(paused) < HANGS_SECONDS) {
      round.during(0.1);
    }
    return secondsSince(paused);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
