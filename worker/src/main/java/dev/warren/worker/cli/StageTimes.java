package dev.warren.worker.cli;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Thread time spent per stage. Thread-safe. */
final class StageTimes {
  final LongAdder decodeNanos = new LongAdder();
  final LongAdder inferenceNanos = new LongAdder();
  final LongAdder postprocessNanos = new LongAdder();

  /** Mean per image, for people. */
  String perImage(int images) {
    return String.format(
        Locale.ROOT,
        "per image: decode %.1f ms, inference %.1f ms, postprocess %.2f ms",
        mean(decodeNanos, images),
        mean(inferenceNanos, images),
        mean(postprocessNanos, images));
  }

  private static double mean(LongAdder nanos, int images) {
    return nanos.sum() / 1e6 / Math.max(1, images);
  }
}
