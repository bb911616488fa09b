package dev.warren.worker.parity;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far two engines agree on the pictures so far. Not thread-safe. */
final class Agreement {
  /** Least confidence of a detection that the other one should have at least an inkling of. */
  private static final double GHOST = 0.5;

  private final List<Pair> pairs = new ArrayList<>();
  private int expected;
  private int comparisons;
  private int ghosts;
  private double scoreEnergy;
  private double noiseEnergy;
  private long notFinite;

  /**
   * What is still agreement.
   *
   * @param iou least overlap of the boxes of a match
   * @param matched least share of expected detections that have a match
   * @param drift largest mean difference of a match's confidences
   * @param noise most of the scores' differences, as a share of the scores (root mean squares):
   *     also of those that make no detection
   */
  record Limits(double iou, double matched, double drift, double noise) {
    /**
     * FP32 differs by the order of sums alone, and FP16 by rounding: issue of the last digits. INT8
     * is another model, of which one asks that it sees the same things about as clearly: YOLO11n in
     * 8 bits, on 32 photographs, finds 98 % again, 0.035 off in confidence and 0.17 in all scores.
     */
    static Limits of(String precision) {
      return switch (precision) {
        case "FP32" -> new Limits(0.9, 0.99, 0.01, 0.02);
        case "FP16" -> new Limits(0.9, 0.99, 0.02, 0.10);
        case "INT8" -> new Limits(0.5, 0.90, 0.10, 0.50);
        default -> throw new IllegalArgumentException("precision is not known: " + precision);
      };
    }
  }

  /** A detection of both. */
  private record Pair(double iou, double drift) {}

  /**
   * Adds the detections of one picture.
   *
   * @param reference what is sure on the CPU, and has to be found
   * @param possible what may be found: the same and what is less sure
   */
  void add(List<Detection> reference, List<Detection> possible, List<Detection> built) {
    comparisons++;
    expected += reference.size();
    boolean[] taken = new boolean[built.size()];
    for (Detection wanted : reference) {
      int best = nearest(wanted, built, taken);
      if (best < 0) continue;
      taken[best] = true;
      Detection found = built.get(best);
      pairs.add(
          new Pair(
              iou(found.box(), wanted.box()), Math.abs(found.confidence() - wanted.confidence())));
    }
    for (Detection found : built) {
      boolean isGhost = nearest(found, possible, new boolean[possible.size()]) < 0;
      if (isGhost && found.confidence() >= GHOST) ghosts++;
    }
  }

  /** The free one of its class that overlaps it most, or -1. */
  private static int nearest(Detection wanted, List<Detection> among, boolean[] taken) {
    int best = -1;
    double bestIou = 0;
    for (int i = 0; i < among.size(); i++) {
      if (taken[i] || among.get(i).classId() != wanted.classId()) continue;
      double iou = iou(among.get(i).box(), wanted.box());
      if (iou > bestIou) {
        best = i;
        bestIou = iou;
      }
    }
    return best;
  }

  /** Adds the scores of one picture, whether or not they make a detection. */
  void addScores(ModelSpec spec, float[] reference, RawOutput built, int builtAt) {
    int size = reference.length;
    FloatBuffer b = built.data();
    int boxes = spec.head() == Head.DETECT ? 4 * (int) built.shape()[2] : size;
    for (int i = 0; i < size; i++) {
      float value = b.get(builtAt * size + i);
      if (!Float.isFinite(value)) {
        notFinite++;
      } else if (i >= boxes) {
        double expected = reference[i];
        scoreEnergy += expected * expected;
        noiseEnergy += (value - expected) * (value - expected);
      }
    }
  }

  /** What is wrong, with its number, or null. */
  String refusal(Limits limits) {
    if (notFinite > 0) return notFinite + " outputs are not finite";
    List<Pair> good = pairs.stream().filter(p -> p.iou() >= limits.iou()).toList();
    int missing = expected - good.size();
    // One miss is no share of a few.
    if (missing > 1 && good.size() < limits.matched() * expected) {
      return "%d of %d detections matched at IoU %.2f, least share %.2f"
          .formatted(good.size(), expected, limits.iou(), limits.matched());
    }
    if (ghosts > 1 && ghosts > (1 - limits.matched()) * Math.max(1, expected)) {
      return "%d detections that the CPU does not have, beside %d that it has"
          .formatted(ghosts, expected);
    }
    double drift = good.stream().mapToDouble(Pair::drift).average().orElse(0);
    if (drift > limits.drift()) {
      return String.format(
          Locale.ROOT, "mean difference of confidence %.4f > %.2f", drift, limits.drift());
    }
    if (noise() > limits.noise()) {
      return String.format(
          Locale.ROOT, "scores differ by %.3f of their size > %.2f", noise(), limits.noise());
    }
    return null;
  }

  private double noise() {
    return noiseEnergy == 0 ? 0 : Math.sqrt(noiseEnergy / scoreEnergy);
  }

  private static double iou(Box a, Box b) {
    double width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
    double height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
    if (width <= 0 || height <= 0) return 0;
    double both = width * height;
    return both / (area(a) + area(b) - both);
  }

  private static double area(Box box) {
    return (box.x2() - box.x1()) * (box.y2() - box.y1());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d comparisons, %d of %d detections found again, mean IoU %.3f, mean difference of"
            + " confidence %.4f, of all scores %.4f of their size",
        comparisons,
        pairs.size(),
        expected,
        pairs.stream().mapToDouble(Pair::iou).average().orElse(1),
        pairs.stream().mapToDouble(Pair::drift).average().orElse(0),
        noise());
  }
}
