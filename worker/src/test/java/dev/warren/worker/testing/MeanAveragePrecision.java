package dev.warren.worker.testing;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mean average precision as COCO defines it: IoU 0.50 to 0.95 in steps of 0.05, precision at 101
 * recalls, at most 100 detections per class and image. No crowds, no area ranges.
 */
public final class MeanAveragePrecision {
  private static final int THRESHOLDS = 10;
  private static final int MAX_PER_IMAGE = 100;

  private final Map<Integer, ClassTally> classes = new TreeMap<>();

  /** A labelled object. */
  public record Truth(int classId, Box box) {}

  private record Scored(double confidence, boolean[] hits) {}

  private static final class ClassTally {
    int truths;
    final List<Scored> detections = new ArrayList<>();
  }

  /** Adds one image; detections come most confident first. */
  public void add(List<Truth> truths, List<Detection> detections) {
    truths.forEach(t -> tally(t.classId()).truths++);
    Map<Integer, List<Detection>> byClass = new TreeMap<>();
    for (Detection d : detections) {
      byClass.computeIfAbsent(d.classId(), c -> new ArrayList<>()).add(d);
    }
    byClass.forEach(
        (classId, found) -> {
          List<Box> boxes =
              truths.stream().filter(t -> t.classId() == classId).map(Truth::box).toList();
          match(boxes, found.subList(0, Math.min(MAX_PER_IMAGE, found.size())), tally(classId));
        });
  }

  /** Mean over classes that have labels and over all thresholds. */
  public double at50to95() {
    return mean(0, THRESHOLDS);
  }

  public double at50() {
    return mean(0, 1);
  }

  private ClassTally tally(int classId) {
    return classes.computeIfAbsent(classId, c -> new ClassTally());
  }

  private static void match(List<Box> truths, List<Detection> found, ClassTally tally) {
    boolean[][] taken = new boolean[THRESHOLDS][truths.size()];
    for (Detection d : found) {
      boolean[] hits = new boolean[THRESHOLDS];
      for (int t = 0; t < THRESHOLDS; t++) {
        int best = -1;
        double bestIou = Math.min(0.5 + 0.05 * t, 1 - 1e-10);
        for (int g = 0; g < truths.size(); g++) {
          double iou = Overlap.iou(truths.get(g), d.box());
          if (!taken[t][g] && iou >= bestIou) {
            best = g;
            bestIou = iou;
          }
        }
        hits[t] = best >= 0;
        if (best >= 0) taken[t][best] = true;
      }
      tally.detections.add(new Scored(d.confidence(), hits));
    }
  }

  private double mean(int from, int to) {
    double sum = 0;
    int terms = 0;
    for (ClassTally tally : classes.values()) {
      if (tally.truths == 0) continue;
      tally.detections.sort(Comparator.comparingDouble(Scored::confidence).reversed());
      for (int t = from; t < to; t++) {
        sum += averagePrecision(tally, t);
        terms++;
      }
    }
    return sum / terms;
  }

  private static double averagePrecision(ClassTally tally, int threshold) {
    int n = tally.detections.size();
    double[] recall = new double[n];
    double[] precision = new double[n];
    int hits = 0;
    for (int i = 0; i < n; i++) {
      if (tally.detections.get(i).hits()[threshold]) hits++;
      recall[i] = (double) hits / tally.truths;
      precision[i] = (double) hits / (i + 1);
    }
    for (int i = n - 2; i >= 0; i--) precision[i] = Math.max(precision[i], precision[i + 1]);
    double sum = 0;
    for (int r = 0, i = 0; r <= 100; r++) {
      while (i < n && recall[i] < r / 100.0) i++;
      if (i < n) sum += precision[i];
    }
    return sum / 101;
  }
}
