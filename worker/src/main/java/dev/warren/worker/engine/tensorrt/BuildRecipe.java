package dev.warren.worker.engine.tensorrt;

import java.util.List;

/**
 * How a plan is built.
 *
 * @param input name of the network's input
 * @param imageShape of one image, without the batch: height, width, 3
 * @param precision in which numbers it may compute
 * @param optimizationLevel of TensorRT's builder, 0 to 5
 * @param profiles batch ranges that TensorRT chooses kernels for, in rising order without gaps
 * @param workspaceBytes most memory that one kernel may use beside its input and output
 */
record BuildRecipe(
    String input,
    List<Long> imageShape,
    Precision precision,
    int optimizationLevel,
    List<Profile> profiles,
    long workspaceBytes) {
  /**
   * A range of batches.
   *
   * @param best the size that the kernels are chosen for
   */
  record Profile(int min, int best, int max) {}
}
