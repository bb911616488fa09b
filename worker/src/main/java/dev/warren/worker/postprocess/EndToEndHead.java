package dev.warren.worker.postprocess;

import dev.warren.worker.engine.RawOutput;
import java.nio.FloatBuffer;

/**
 * {@code [N, K, 6]}: x1, y1, x2, y2, confidence, class id. Rows of an unknown class are left out.
 */
record EndToEndHead(int classes) implements HeadReader {
  private static final int COLUMNS = 6;

  @Override
  public void read(RawOutput output, int index, float threshold, Candidates into) {
    int boxes = (int) output.shape()[1];
    FloatBuffer data = output.data();
    for (int box = 0; box < boxes; box++) {
      int at = (index * boxes + box) * COLUMNS;
      float confidence = data.get(at + 4);
      float classId = data.get(at + 5);
      if (confidence > threshold && classId >= 0 && classId < classes) {
        into.add(
            data.get(at),
            data.get(at + 1),
            data.get(at + 2),
            data.get(at + 3),
            confidence,
            (int) classId);
      }
    }
  }
}
