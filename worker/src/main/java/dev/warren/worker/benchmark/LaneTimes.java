package dev.warren.worker.benchmark;

import org.HdrHistogram.Histogram;

/** What one lane did in its window. One thread, until it is done. */
final class LaneTimes {
  private static final int DIGITS = 3;

  /** Nanoseconds of the engine's runs. */
  final Histogram runs = new Histogram(DIGITS);

  /** Nanoseconds of whole turns: decode, run, postprocess. */
  final Histogram turns = new Histogram(DIGITS);

  long frames;
  long decodeNanos;
  long inferenceNanos;
  long postprocessNanos;

  /** From the start of the first turn to the end of the last. */
  long elapsedNanos;

  /** A turn, by {@link System#nanoTime} at its borders. */
  void turn(int batch, long start, long decoded, long inferred, long end) {
    frames += batch;
    decodeNanos += decoded - start;
    inferenceNanos += inferred - decoded;
    postprocessNanos += end - inferred;
    elapsedNanos += end - start;
    runs.recordValue(inferred - decoded);
    turns.recordValue(end - start);
  }

  double framesPerSecond() {
    return frames * 1e9 / elapsedNanos;
  }
}
