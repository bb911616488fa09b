package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.ledger.Frame.Fate;

/** A publisher whose clock is an hour off. */
final class ClockSkew implements Scenario.Injection {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int FRAMES = 40;

  @Override
  public void run(Round round) throws Exception {
    round.workers(1);
    round.during(1); // what comes after a pause has not waited, and shows its clock
    byTtl(round);
    byDeadline(round);
    check(round, "warren_skewed_frames_total", 2 * FRAMES);
    round.note(
        "RabbitMQ 3.10.8 puts no clock of its own on a message (timestamp_in_ms came with 3.12): what"
            + " is told here is a capture in the future, and a frame that is older than it can have"
            + " waited; in a backlog that was there before the worker frames are taken at their word");
  }

  private static void check(Round round, String metric, double least) {
    double shown = round.fleet().slot(0).scrape().map(s -> s.sum(metric)).orElse(Double.NaN);
    round.check(shown >= least, "%s is %.0f, not %.0f or more", metric, shown, least);
  }

  /** No time of the publisher's clock is in these frames. */
  private static void byTtl(Round round) throws Exception {
    round.source().terms(frame -> frame.ttlMs(30_000L), Fate.DETECTED);
    round.serve(FRAMES);
  }

  /** Both ways; the frames are worth an answer, by a clock that is right. */
  private static void byDeadline(Round round) throws Exception {
    for (long skew : new long[] {HOUR_MILLIS, -HOUR_MILLIS}) {
      round.fault("clock skew");
      round
          .source()
          .terms(
              frame -> {
                long now = System.currentTimeMillis() + skew;
                return frame.capturedAtMs(now).deadlineMs(now + 30_000);
              },
              Fate.MAY_BE_LATE);
      Account before = round.ledger().account();
      round.serve(FRAMES);
      long skipped = round.ledger().account().skipped() - before.skipped();
      round.counted(skew > 0 ? "skipped_by_fast_clock" : "skipped_by_slow_clock", skipped, 0);
      if (skew > 0) check(round, "warren_clock_skew_seconds", HOUR_MILLIS / 1_000 - 60);
      round.during(0.5);
    }
  }
}
