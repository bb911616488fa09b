package dev.warren.worker.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a loaded model takes and gives.
 *
 * @param name the model's name in routing keys and results
 * @param version {@code sha256:} and the first 12 hex digits of the model file's digest
 * @param inputWidth width of the input in pixels
 * @param inputHeight height of the input in pixels
 * @param classNames class names; the index is the class id
 * @param head layout of the output
 * @param maxBatch largest number of images in one run
 */
public record ModelSpec(
    String name,
    String version,
    int inputWidth,
    int inputHeight,
    List<String> classNames,
    Head head,
    int maxBatch) {
  public ModelSpec {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(head, "head");
    classNames = List.copyOf(classNames);
    if (inputWidth < 1) throw new IllegalArgumentException("inputWidth < 1: " + inputWidth);
    if (inputHeight < 1) throw new IllegalArgumentException("inputHeight < 1: " + inputHeight);
    if (maxBatch < 1) throw new IllegalArgumentException("maxBatch < 1: " + maxBatch);
  }

  /** Size of one image in the input buffer: {@code H x W x 3} bytes. */
  public int imageBytes() {
    return Math.multiplyExact(Math.multiplyExact(inputWidth, inputHeight), 3);
  }

  /**
   * For a lane that is to run so many images.
   *
   * @throws IllegalArgumentException unless {@code 1 <= count <= maxBatch}
   */
  public void requireCount(int count) {
    if (count < 1 || count > maxBatch) {
      throw new IllegalArgumentException("count not in 1.." + maxBatch + ": " + count);
    }
  }
}
