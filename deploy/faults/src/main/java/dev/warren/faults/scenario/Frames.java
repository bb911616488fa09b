package dev.warren.faults.scenario;

import com.rabbitmq.client.AMQP;
import dev.warren.faults.ledger.Account;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.worker.Picture;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Frames that come twice, are too large, or tell a time that is wrong. */
final class Frames {
  private static final int REPEATED = 20;
  private static final int OWN_LIMIT = 4 << 20;
  private static final int BROKER_LIMIT = 16 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int FRAMES = 40;

  private Frames() {}

  /** Frames that a gateway sends twice, under one id. */
  static void repeated(Round round) throws Exception {
    round.workers(1, "--max-batch", "1");
    AMQP.BasicProperties properties = RawFrames.properties("image/bmp", Map.of());
    try (RawFrames raw = RawFrames.open(round)) {
      for (int i = 0; i < REPEATED; i++) {
        int level = i + 1;
        byte[] picture = Picture.of(level);
        String id = raw.send("twice", properties, picture, level, Fate.DETECTED);
        round.awaitAllAnswered();
        round.await(
            "the first answer is settled", 20, () -> round.metric("warren_inflight_frames") == 0);
        long duplicated = round.ledger().account().duplicated();
        round.fault("repeated frame");
        round.mayRepeat(1);
        raw.publish(properties.builder().messageId(id).build(), picture);
        round.await(
            "the second answer", 20, () -> round.ledger().account().duplicated() == duplicated + 1);
      }
    }
    round.counted("runs_per_frame", (double) round.hooks().runs() / REPEATED, 1);
  }

  /** Bodies above our own limit, at the broker's, and one byte above that. */
  static void oversize(Round round) throws Exception {
    round.workers(1);
    try (RawFrames raw = RawFrames.open(round)) {
      for (int size : new int[] {OWN_LIMIT + 1, BROKER_LIMIT}) {
        round.fault("oversize");
        raw.send("oversize", "image/bmp", Map.of(), sized(size));
        round.awaitAllAnswered(LIMIT);
      }
      round.fault("oversize");
      String refusal =
          raw.refusalOf(RawFrames.properties("image/bmp", Map.of()), sized(BROKER_LIMIT + 1));
      round.check(refusal.contains("406"), "the broker did not refuse it with 406: %s", refusal);
    }
    round.source().burst(20);
    round.awaitAllAnswered(LIMIT);
    round.check(round.ownExits() == 0, "the worker ended");
  }

  private static byte[] sized(int bytes) {
    return Arrays.copyOf(Picture.of(1), bytes);
  }

  /** A publisher whose clock is an hour off. */
  static void clockSkew(Round round) throws Exception {
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
