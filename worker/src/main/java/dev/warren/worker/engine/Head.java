package dev.warren.worker.engine;

import java.nio.file.Path;
import java.util.Arrays;

/** How a model lays out its raw output. A is the number of anchors, K the number of kept boxes. */
public enum Head {
  /**
   * {@code [N, 4 + classes, A]}: rows of centre x, centre y, width, height in input pixels, then
   * one row of sigmoid scores per class. YOLOv8 and YOLO11; needs non-maximum suppression.
   */
  DETECT,
  /**
   * {@code [N, K, 6]}: rows of x1, y1, x2, y2 in input pixels, confidence and class id. YOLOv10,
   * YOLO26 and exports with {@code nms=True}; overlaps are already removed.
   */
  END_TO_END;

  /**
   * @param shape of a run of {@code count} images
   * @throws ModelException when it is no head that Warren reads, or of other classes than {@code
   *     classes}
   */
  public static Head of(Path file, long[] shape, int count, int classes) {
    if (shape.length == 3 && shape[0] == count) {
      // First: no input is so small that it has six anchors, but 296 classes make 300 rows.
      if (shape[2] == 6) return END_TO_END;
      if (shape[1] == 4L + classes) return DETECT;
      if (shape[1] > 4 && shape[2] > shape[1]) {
        throw new ModelException(
            "%s: its output has %d classes, its metadata names %d; %s"
                .formatted(file, shape[1] - 4, classes, ModelFile.exportAdvice(file)));
      }
    }
    throw new ModelException(
        "%s: output %s for %d images is neither [%3$d, %d, anchors] nor [%3$d, boxes, 6]; %s"
            .formatted(
                file, Arrays.toString(shape), count, 4 + classes, ModelFile.exportAdvice(file)));
  }
}
