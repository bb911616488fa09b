package dev.warren.worker.parity;

import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The boxes that a head thinks likeliest, however unlikely: what there is to compare on a picture
 * in which the model sees nothing.
 *
 * @param spec of the model, whose head says how the output is laid out
 */
record LikelyBoxes(ModelSpec spec) {
  /** Of one picture. */
  private static final int COUNT = 10;

  /**
   * A box in input pixels.
   *
   * @param place its anchor, or its row
   */
  record Likely(int place, double score, double x1, double y1, double x2, double y2) {
    /** Of nothing to find, some heads fill up with zeros. */
    boolean hasArea() {
      return x2 > x1 && y2 > y1;
    }

    double iou(Likely other) {
      double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
      double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
      // So put, numbers that are not finite overlap nothing.
      if (!(width > 0 && height > 0)) return 0;
      double both = width * height;
      return both / (area() + other.area() - both);
    }

    private double area() {
      return (x2 - x1) * (y2 - y1);
    }
  }

  /** The likeliest of one picture, most likely first. */
  List<Likely> of(RawOutput output, int index) {
    return IntStream.range(0, places(output))
        .mapToObj(place -> at(output, index, place))
        .filter(Likely::hasArea)
        .sorted(Comparator.comparingDouble(Likely::score).reversed())
        .limit(COUNT)
        .toList();
  }

  /**
   * What another output has in the place of one of {@link #of}. Rows are sorted by confidence, and
   * near ones may have changed places: of these it is the one that overlaps most.
   */
  Likely counterpart(Likely wanted, RawOutput output, int index) {
    if (spec.head() == Head.DETECT) return at(output, index, wanted.place());
    return IntStream.range(0, Math.min(places(output), 2 * COUNT))
        .mapToObj(row -> at(output, index, row))
        .max(Comparator.comparingDouble(wanted::iou))
        .orElseThrow();
  }

  private int places(RawOutput output) {
    return (int) output.shape()[spec.head() == Head.DETECT ? 2 : 1];
  }

  private Likely at(RawOutput output, int index, int place) {
    int rows = (int) output.shape()[1];
    int columns = (int) output.shape()[2];
    int start = index * rows * columns;
    if (spec.head() == Head.END_TO_END) {
      float[] row = new float[columns];
      output.data().get(start + place * columns, row);
      return new Likely(place, row[4], row[0], row[1], row[2], row[3]);
    }
    float[] column = new float[rows];
    for (int i = 0; i < rows; i++) column[i] = output.data().get(start + i * columns + place);
    double score = 0;
    for (int i = 4; i < rows; i++) score = Math.max(score, column[i]);
    double halfWidth = column[2] / 2;
    double halfHeight = column[3] / 2;
    return new Likely(
        place,
        score,
        column[0] - halfWidth,
        column[1] - halfHeight,
        column[0] + halfWidth,
        column[1] + halfHeight);
  }
}
