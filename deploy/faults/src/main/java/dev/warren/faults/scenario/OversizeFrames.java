package dev.warren.faults.scenario;

import dev.warren.faults.worker.Picture;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Bodies above our own limit, at the broker's, and one byte above that. */
final class OversizeFrames implements Scenario.Injection {
  private static final int OWN_LIMIT = 4 << 20;
  private static final int BROKER_LIMIT = 16 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Override
  public void run(Round round) throws Exception {
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
}
