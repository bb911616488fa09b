package dev.warren.loadtest.camera;

import java.util.ArrayList;
import java.util.List;

/** Decides which drawn parts a detector can fairly be asked to find. */
final class Visibility {
  /** Smallest sides, in pixels of the same picture scaled to a width of 320. */
  private static final double SHORT_SIDE = 5;

  private static final double LONG_SIDE = 8;

  private static final double SHARE = 0.5;
  private static final int GRID = 12;

  private final int width;
  private final int height;

  Visibility(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /**
   * @param parts by object, in painting order: later objects hide earlier ones, and no object hides
   *     its own parts
   */
  List<LabelledBox> labels(List<List<Part>> parts) {
    List<LabelledBox> labels = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<Part> nearer =
          parts.subList(i + 1, parts.size()).stream().flatMap(List::stream).toList();
      for (Part part : parts.get(i)) {
        if (isFair(part, nearer)) {
          labels.add(label(part));
        }
      }
    }
    return labels;
  }

  private boolean isFair(Part part, List<Part> nearer) {
    double w = Math.min(part.x2, width) - Math.max(part.x1, 0);
    double h = Math.min(part.y2, height) - Math.max(part.y1, 0);
    double pixel = width / 320.0;
    if (Math.min(w, h) < SHORT_SIDE * pixel || Math.max(w, h) < LONG_SIDE * pixel) {
      return false;
    }
    List<Part> over =
        nearer.stream()
            .filter(o -> o.x1 < part.x2 && o.x2 > part.x1 && o.y1 < part.y2 && o.y2 > part.y1)
            .toList();
    int seen = 0;
    for (int i = 0; i < GRID; i++) {
      double x = part.x1 + (part.x2 - part.x1) * (i + 0.5) / GRID;
      for (int j = 0; j < GRID; j++) {
        double y = part.y1 + (part.y2 - part.y1) * (j + 0.5) / GRID;
        boolean inside = x >= 0 && x < width && y >= 0 && y < height;
        seen += inside && over.stream().noneMatch(o -> o.contains(x, y)) ? 1 : 0;
      }
    }
    return seen >= SHARE * GRID * GRID;
  }

  private LabelledBox label(Part part) {
    return new LabelledBox(
        part.classId,
        SceneClasses.NAMES.get(part.classId),
        Math.max(part.x1, 0),
        Math.max(part.y1, 0),
        Math.min(part.x2, width),
        Math.min(part.y2, height));
  }
}
