package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

/**
 * One object in the picture.
 *
 * @param className the model's name for the class
 * @param classId the model's number for the class
 * @param confidence 0 to 1; JSON carries 4 decimals
 * @param box where it is
 */
public record Detection(String className, int classId, double confidence, Box box) {
  public Detection {
    requireNonNull(className, "className");
    requireNonNull(box, "box");
    if (classId < 0) throw new IllegalArgumentException("classId < 0: " + classId);
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence outside 0..1: " + confidence);
    }
  }
}
