package dev.warren.worker.testing;

import dev.warren.protocol.Box;

/** Intersection over union, written for clarity. */
public final class Overlap {
  private Overlap() {}

  public static double iou(Box a, Box b) {
    double width = Math.max(0, Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1()));
    double height = Math.max(0, Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1()));
    double both = width * height;
    return both == 0 ? 0 : both / (area(a) + area(b) - both);
  }

  private static double area(Box b) {
    return (b.x2() - b.x1()) * (b.y2() - b.y1());
  }
}
