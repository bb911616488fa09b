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
  private int boxes;
  private double overlaps;
  private int ghosts;
  private double scoreEnergy;
  private double noiseEnergy;
  private long notFinite;

  /**
   * What is still agreement.
   *
   * @param iou least overlap of the boxes of a match, and least mean overlap of the likeliest boxes
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

  /**
   * Adds the scores of one picture, whether or not they make a detection. Of rows these are their
   * confidences, as far as there is a row: where a head has sorted out the unlikely, a row more or
   * less at its threshold is rounding.
   */
  void addScores(ModelSpec spec, float[] reference, RawOutput built, int builtAt) {
    int size = reference.length;
    FloatBuffer b = built.data();
    boolean isDetect = spec.head() == Head.DETECT;
    int columns = (int) built.shape()[2];
    for (int i = 0; i < size; i++) {
      float value = b.get(builtAt * size + i);
      if (!Float.isFinite(value)) {
        notFinite++;
      } else if (isDetect ? i >= 4 * columns : i % columns == 4 && reference[i] > 0) {
        double wanted = reference[i];
        scoreEnergy += wanted * wanted;
        noiseEnergy += (value - wanted) * (value - wanted);
      }
    }
  }

  /** Adds a box that is likely on the CPU, whether or not it makes a detection. */
  void addBox(LikelyBoxes.Likely wanted, LikelyBoxes.Likely found) {
    boxes++;
    overlaps += wanted.iou(found);
  }

  /** Whether there was any detection on the CPU. */
  boolean hasDetections() {
    return expected > 0;
  }

  /** What is wrong, with its number, or null. */
  String refusal(Limits limits) {
    if (notFinite > 0) return notFinite + " outputs are not finite";
    List<Pair> good = pairs.stream().filter(p -> p.iou() >= limits.iou()).toList();
    int missing = expected - good.size();
    if (missing > forgiven() && good.size() < limits.matched() * expected) {
      return "%d of %d detections matched at IoU %.2f, least share %.2f"
          .formatted(good.size(), expected, limits.iou(), limits.matched());
    }
    if (ghosts > forgiven() && ghosts > (1 - limits.matched()) * expected) {
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
    if (likelyIou() < limits.iou()) {
      return String.format(
          Locale.ROOT,
          "the %d likeliest boxes overlap theirs by %.3f < %.2f on average",
          boxes,
          likelyIou(),
          limits.iou());
    }
    return null;
  }

  /** One of ten or more may be an accident; of fewer, one is a share that matters. */
  private int forgiven() {
    return expected < 10 ? 0 : 1;
  }

  private double noise() {
    return noiseEnergy == 0 ? 0 : Math.sqrt(noiseEnergy / scoreEnergy);
  }

  private double likelyIou() {
    return boxes == 0 ? 1 : overlaps / boxes;
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
            + " confidence %.4f, of all scores %.4f of their size, mean IoU of the %d likeliest"
            + " boxes %.3f",
        comparisons,
        pairs.size(),
        expected,
        pairs.stream().mapToDouble(Pair::iou).average().orElse(1),
        pairs.stream().mapToDouble(Pair::drift).average().orElse(0),
        noise(),
        boxes,
        likelyIou());
  }
}
