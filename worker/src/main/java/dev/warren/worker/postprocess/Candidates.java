package dev.warren.worker.postprocess;

import java.util.Arrays;

/**
 * Boxes above the confidence threshold, in growing arrays that are reused from frame to frame.
 * Coordinates are input pixels. One thread.
 */
final class Candidates {
  private static final int FIRST_CAPACITY = 1024;

  float[] x1 = new float[FIRST_CAPACITY];
  float[] y1 = new float[FIRST_CAPACITY];
  float[] x2 = new float[FIRST_CAPACITY];
  float[] y2 = new float[FIRST_CAPACITY];
  float[] confidence = new float[FIRST_CAPACITY];
  int[] classId = new int[FIRST_CAPACITY];
  private long[] order = new long[FIRST_CAPACITY];
  private int size;

  void clear() {
    size = 0;
  }

  /** Adds a box, unless one of its numbers is not finite. */
  void add(float x1, float y1, float x2, float y2, float confidence, int classId) {
    // A sum is finite only if every term is; an overflow to infinity needs no box either.
    if (!Float.isFinite(x1 + y1 + x2 + y2 + confidence)) return;
    if (size == this.x1.length) grow();
    this.x1[size] = x1;
    this.y1[size] = y1;
    this.x2[size] = x2;
    this.y2[size] = y2;
    this.confidence[size] = confidence;
    this.classId[size] = classId;
    size++;
  }

  /**
   * Sorts by falling confidence, ties by the order of adding.
   *
   * @return how many there are
   */
  int sort() {
    for (int i = 0; i < size; i++) {
      // The bits of positive floats order like the floats.
      order[i] = (long) ~Float.floatToRawIntBits(confidence[i]) << 32 | i;
    }
    Arrays.sort(order, 0, size);
    return size;
  }

  /** Index of the box of this rank, after {@link #sort}. */
  int ranked(int rank) {
    return (int) order[rank];
  }

  /** Intersection over union of two boxes. */
  float iou(int a, int b) {
    float width = Math.min(x2[a], x2[b]) - Math.max(x1[a], x1[b]);
    float height = Math.min(y2[a], y2[b]) - Math.max(y1[a], y1[b]);
    if (width <= 0 || height <= 0) return 0;
    float intersection = width * height;
    return intersection / (area(a) + area(b) - intersection);
  }

  private float area(int i) {
    return (x2[i] - x1[i]) * (y2[i] - y1[i]);
  }

  private void grow() {
    int capacity = size * 2;
    x1 = Arrays.copyOf(x1, capacity);
    y1 = Arrays.copyOf(y1, capacity);
    x2 = Arrays.copyOf(x2, capacity);
    y2 = Arrays.copyOf(y2, capacity);
    confidence = Arrays.copyOf(confidence, capacity);
    classId = Arrays.copyOf(classId, capacity);
    order = new long[capacity];
  }
}
