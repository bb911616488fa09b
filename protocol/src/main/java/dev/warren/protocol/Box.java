package dev.warren.protocol;

/**
 * A rectangle in pixels of the upright picture (EXIF orientation applied), origin top left. JSON
 * carries 2 decimals.
 *
 * @param x1 left edge
 * @param y1 upper edge
 * @param x2 right edge
 * @param y2 lower edge
 */
public record Box(double x1, double y1, double x2, double y2) {
  public Box {
    if (!Double.isFinite(x1)
        || !Double.isFinite(y1)
        || !Double.isFinite(x2)
        || !Double.isFinite(y2)) {
      throw new IllegalArgumentException(
          "box is not finite: " + x1 + ", " + y1 + ", " + x2 + ", " + y2);
    }
  }
}
