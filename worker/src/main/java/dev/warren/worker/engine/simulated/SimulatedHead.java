package dev.warren.worker.engine.simulated;

import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The output of every run, {@code [N, 4 + classes, A]}: the same boxes in each image, in a row
 * across the middle of the input, where a letterboxed picture is. As many anchors as a YOLO of this
 * input size has, so that reading the output costs what it costs with a real model. Written once,
 * then shared by all lanes.
 */
final class SimulatedHead {
  private static final int BOX_ROWS = 4;
  private static final int[] STRIDES = {8, 16, 32};

  /** Of the input's width that the boxes share, and of its height that each takes. */
  private static final float MIDDLE = 0.5f;

  private static final float GAP = 0.2f;
  private static final float MOST_CONFIDENT = 0.9f;
  private static final float LEAST_CONFIDENT = 0.6f;

  private final int rows;
  private final int anchors;
  private final FloatBuffer data;

  /** For a model of at least as many anchors as detections. */
  SimulatedHead(SimulatedModel model, int maxBatch) {
    rows = BOX_ROWS + model.classNames().size();
    anchors = anchors(model.inputWidth(), model.inputHeight());
    FloatBuffer all =
        ByteBuffer.allocateDirect(maxBatch * rows * anchors * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int image = 0; image < maxBatch; image++) {
      for (int box = 0; box < model.detections(); box++) put(all, image, box, model);
    }
    data = all.asReadOnlyBuffer();
  }

  static int anchors(int width, int height) {
    int sum = 0;
    for (int stride : STRIDES) {
      sum += ((width + stride - 1) / stride) * ((height + stride - 1) / stride);
    }
    return sum;
  }

  /** Size of one image's output. */
  static long bytes(SimulatedModel model) {
    long rows = BOX_ROWS + model.classNames().size();
    return rows * anchors(model.inputWidth(), model.inputHeight()) * Float.BYTES;
  }

  /** The first {@code count} images. */
  RawOutput output(int count) {
    return new RawOutput(data.slice(0, count * rows * anchors), new long[] {count, rows, anchors});
  }

  private void put(FloatBuffer all, int image, int box, SimulatedModel model) {
    int boxes = model.detections();
    float cell = MIDDLE * model.inputWidth() / boxes;
    // Far from each other, as a network's would be.
    int at = image * rows * anchors + box * (anchors / boxes);
    all.put(at, (1 - MIDDLE) / 2 * model.inputWidth() + (box + 0.5f) * cell);
    all.put(at + anchors, model.inputHeight() / 2f);
    all.put(at + 2 * anchors, (1 - GAP) * cell);
    all.put(at + 3 * anchors, MIDDLE * model.inputHeight());
    float confidence = MOST_CONFIDENT - (MOST_CONFIDENT - LEAST_CONFIDENT) * box / boxes;
    int classId = box % model.classNames().size();
    all.put(at + (BOX_ROWS + classId) * anchors, confidence);
  }
}
