package dev.warren.loadtest.camera;

import static java.util.Objects.requireNonNull;

/**
 * One visible object of a frame.
 *
 * @param classId place of the class in {@link SceneClasses#NAMES}
 * @param x1 left edge in pixels, clipped to the image, as are the other three
 * @param y1 top edge; y grows downwards
 * @param x2 right edge, exclusive
 * @param y2 bottom edge, exclusive
 */
public record LabelledBox(
    int classId, String className, double x1, double y1, double x2, double y2) {
  public LabelledBox {
    requireNonNull(className, "className");
    if (!(x1 < x2 && y1 < y2)) {
      throw new IllegalArgumentException("empty box: %s..%s x %s..%s".formatted(x1, x2, y1, y2));
    }
  }
}
