package dev.warren.worker.postprocess;

import dev.warren.worker.engine.RawOutput;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * {@code [N, 4 + classes, A]}: the best class of each anchor. First the maximum over the score
 * rows, row by row, which is what the memory layout wants; then a look at the few anchors that
 * pass.
 */
final class DetectHead implements HeadReader {
  private static final int BOX_ROWS = 4;

  private float[] best = {};
  private float[] row = {};

  @Override
  public void read(RawOutput output, int index, float threshold, Candidates into) {
    int rows = (int) output.shape()[1];
    int anchors = (int) output.shape()[2];
    int start = index * rows * anchors;
    FloatBuffer data = output.data();
    maxima(data, start + BOX_ROWS * anchors, rows - BOX_ROWS, anchors);
    for (int anchor = 0; anchor < anchors; anchor++) {
      // The other way round than it reads, so that a NaN comes through and is looked at.
      if (!(best[anchor] <= threshold)) {
        add(data, start + anchor, rows, anchors, threshold, into);
      }
    }
  }

  private void maxima(FloatBuffer data, int start, int classes, int anchors) {
    if (best.length != anchors) {
      best = new float[anchors];
      row = new float[anchors];
    }
    Arrays.fill(best, 0);
    for (int c = 0; c < classes; c++) {
      data.get(start + c * anchors, row);
      raise(best, row);
    }
  }

  /** On plain arrays and by itself, so that the compiler makes vector instructions of it. */
  private static void raise(float[] best, float[] row) {
    for (int i = 0; i < best.length; i++) best[i] = Math.max(best[i], row[i]);
  }

  private static void add(
      FloatBuffer data, int at, int rows, int anchors, float threshold, Candidates into) {
    float confidence = threshold;
    int classId = -1;
    for (int c = 0; c < rows - BOX_ROWS; c++) {
      float score = data.get(at + (BOX_ROWS + c) * anchors);
      if (score > confidence && score < Float.POSITIVE_INFINITY) {
        confidence = score;
        classId = c;
      }
    }
    if (classId < 0) return;
    float x = data.get(at);
    float y = data.get(at + anchors);
    float halfWidth = data.get(at + 2 * anchors) / 2;
    float halfHeight = data.get(at + 3 * anchors) / 2;
    into.add(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, confidence, classId);
  }
}
