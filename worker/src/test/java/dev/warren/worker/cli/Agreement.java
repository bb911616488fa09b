package dev.warren.worker.cli;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.worker.testing.Overlap;
import dev.warren.worker.testing.TestData.Expected;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How far detections agree with reference detections: same class, same place, same confidence. */
public final class Agreement {
  private static final double MIN_CONFIDENCE = 0.3;

  private final double minIou;
  private final List<String> missing = new ArrayList<>();
  private int expectedBoxes;
  private int matchedBoxes;
  private double confidenceDifferences;
  private double largestDifference;

  /**
   * @param minIou least overlap of a match
   */
  public Agreement(double minIou) {
    this.minIou = minIou;
  }

  /** Adds one image. Each detection answers for one reference box at most. */
  public void add(String image, List<Expected> reference, List<Detection> found) {
    Set<Detection> free = new HashSet<>(found);
    for (Expected expected : reference) {
      if (expected.confidence() < MIN_CONFIDENCE) continue;
      expectedBoxes++;
      Box box = new Box(expected.x1(), expected.y1(), expected.x2(), expected.y2());
      Detection best = null;
      for (Detection d : free) {
        if (d.classId() == expected.classId()
            && Overlap.iou(d.box(), box) >= minIou
            && (best == null || Overlap.iou(d.box(), box) > Overlap.iou(best.box(), box))) {
          best = d;
        }
      }
      if (best == null) {
        missing.add(image + " " + expected);
      } else {
        free.remove(best);
        matchedBoxes++;
        double difference = Math.abs(best.confidence() - expected.confidence());
        confidenceDifferences += difference;
        largestDifference = Math.max(largestDifference, difference);
      }
    }
  }

  public double matched() {
    return (double) matchedBoxes / expectedBoxes;
  }

  public double meanConfidenceDifference() {
    return confidenceDifferences / matchedBoxes;
  }

  public double largestConfidenceDifference() {
    return largestDifference;
  }

  /** Reference boxes that were to be found. */
  public int expected() {
    return expectedBoxes;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d reference boxes matched (%.2f %%), mean confidence difference %.5f; missing %s",
        matchedBoxes,
        expectedBoxes,
        100 * matched(),
        meanConfidenceDifference(),
        missing);
  }
}
