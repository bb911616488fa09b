package dev.warren.worker.engine;

import java.nio.file.Path;
import java.util.Arrays;

/** Reads the {@link Head} from the shape that a first run gave. */
public final class OutputShape {
  private OutputShape() {}

  /**
   * @param shape of a run of {@code count} images
   * @throws ModelException when it is no head that Warren reads, or of other classes than {@code
   *     classes}
   */
  public static Head head(Path file, long[] shape, int count, int classes) {
    if (shape.length == 3 && shape[0] == count) {
      // First: no input is so small that it has six anchors, but 296 classes make 300 rows.
      if (shape[2] == 6) return Head.END_TO_END;
      if (shape[1] == 4L + classes) return Head.DETECT;
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
