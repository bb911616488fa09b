package dev.warren.worker.engine.onnx;

import java.nio.FloatBuffer;

/**
 * How often which size of number occurs. Its bins are a power of two wide and double their width
 * when a larger number comes, so that the counts do not depend on the order.
 */
final class Histogram {
  private static final int BINS = 4096;
  private static final int CANDIDATES = 256;

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

  /**
   * The range that loses least when it is cut into so many equal steps: numbers beyond it are cut
   * off, the others are rounded, and the sum of squared differences is least.
   */
  float bestRange(int levels) {
    double least = Double.MAX_VALUE;
    float best = largest;
    for (int i = 1; i <= CANDIDATES; i++) {
      float range = largest * i / CANDIDATES;
      double loss = loss(range / levels, levels);
      if (loss < least) {
        least = loss;
        best = range;
      }
    }
    return best;
  }

  private double loss(double step, int levels) {
    double width = binWidth();
    int bins = Math.min(BINS, (int) (largest / width) + 1);
    double sum = 0;
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] == 0) continue;
      double value = (bin + 0.5) * width;
      double difference = value - step * Math.min(levels, Math.rint(value / step));
      sum += counts[bin] * difference * difference;
    }
    return sum;
  }

  private float binWidth() {
    return Math.scalb(1f, exponent);
  }

  private void add(int size) {
    for (int i = 0; i < size; i++) {
      float value = Math.abs(chunk[i]);
      if (!Float.isFinite(value)) throw new IllegalArgumentException("holds " + value);
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
