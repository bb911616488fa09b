package dev.warren.loadtest.camera;

/** A labelled thing as it was drawn: its full extent in pixels, hidden and cut-off parts too. */
final class Part {
  final int classId;
  double x1 = Double.POSITIVE_INFINITY;
  double y1 = Double.POSITIVE_INFINITY;
  double x2 = Double.NEGATIVE_INFINITY;
  double y2 = Double.NEGATIVE_INFINITY;

  Part(int classId) {
    this.classId = classId;
  }

  void extend(double x, double y) {
    x1 = Math.min(x1, x);
    y1 = Math.min(y1, y);
    x2 = Math.max(x2, x);
    y2 = Math.max(y2, y);
  }

  boolean contains(double x, double y) {
    return x >= x1 && x < x2 && y >= y1 && y < y2;
  }
}
