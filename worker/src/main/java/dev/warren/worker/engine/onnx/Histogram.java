package dev.warren.worker.engine.onnx;

import java.nio.FloatBuffer;

/**
 * How often which size of number occurs. Its bins are a power of two wide and double their width
 * when a larger number comes, so that the counts do not depend on the order.
 */
final class Histogram {
  static final int BINS = 4096;

  private final long[] counts = new long[BINS];
  private final float[] chunk = new float[1 << 14];
  private int exponent = -40;
  private float largest;

  /**
   * Counts absolute values.
   *
   * @throws IllegalArgumentException when one is not finite
   */
  void add(FloatBuffer values) {
    while (values.hasRemaining()) {
      int size = Math.min(chunk.length, values.remaining());
      values.get(chunk, 0, size);
      add(size);
    }
  }

  /** Of all that were counted. */
  float largest() {
    return largest;
  }

  /** Of a bin, from 0. */
  long count(int bin) {
    return counts[bin];
  }

  float binWidth() {
    return Math.scalb(1f, exponent);
  }

  private void add(int size) {
    for (int i = 0; i < size; i++) {
      float value = Math.abs(chunk[i]);
      if (!Float.isFinite(value)) throw new IllegalArgumentException("is not finite: " + value);
      if (value > largest) largest = value;
    }
    while (largest >= BINS * binWidth()) widen();
    float inverse = Math.scalb(1f, -exponent);
    for (int i = 0; i < size; i++) counts[(int) (Math.abs(chunk[i]) * inverse)]++;
  }

  private void widen() {
    exponent++;
    for (int i = 0; i < BINS / 2; i++) counts[i] = counts[2 * i] + counts[2 * i + 1];
    for (int i = BINS / 2; i < BINS; i++) counts[i] = 0;
  }
}
