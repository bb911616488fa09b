package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;

/** A worker that stands still: shorter, or longer than the broker waits for its heartbeat. */
record PausedWorker(boolean isLong) implements Scenario.Injection {
  private static final double LONG_SECONDS = 40;
  private static final double SHORT_SECONDS = 10;

  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(2).get(0);
    round.source().rate(Round.RATE / 2);
    round.during(1);
    long connections = slot.proxy().accepted();
    round.fault(isLong ? "stopped 40 s" : "stopped 10 s");
    if (isLong) round.mayRepeat(Round.PREFETCH);
    slot.process().signal("STOP");
    try {
      round.during(isLong ? LONG_SECONDS : SHORT_SECONDS);
    } finally {
      slot.process().signal("CONT");
    }
    round.during(1);
    round.fleet().awaitReady(slot);
    round.during(2);
    if (isLong) {
      long more = slot.proxy().accepted() - connections;
      round.counted("connections_after", more, 8);
      round.check(!slot.logs().contains("\tat "), "a stack trace in the log");
    } else {
      round.check(slot.proxy().accepted() == connections, "the worker connected again");
      round.note("a worker's clock cannot be set apart from that of its machine: no clock jump");
    }
  }
}
