package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.worker.engine.ModelSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Option;

/** Which batch sizes a benchmark goes through. */
final class BatchSizes {
  private static final int MAX = 1024;

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      description = "Batch sizes; default 1, 2, 4 and so on, up to --max-batch.")
  private List<Integer> sizes;

  /** 0 unless given. */
  int largest() {
    if (sizes == null) return 0;
    for (int size : sizes) {
      if (size < 1 || size > MAX) {
        throw new CommandException(ExitCode.USAGE, "--batch not in 1.." + MAX + ": " + size);
      }
    }
    return Collections.max(sizes);
  }

  /**
   * Rising.
   *
   * @throws CommandException when the model takes no batch of a size that was given
   */
  List<Integer> of(ModelSpec model) {
    if (sizes == null) return doubling(model.maxBatch());
    if (largest() > model.maxBatch()) {
      throw new CommandException(
          ExitCode.CONFIGURATION,
          "--batch %d is more than one run takes: %d; see --max-batch"
              .formatted(largest(), model.maxBatch()));
    }
    return sizes.stream().distinct().sorted().toList();
  }

  private static List<Integer> doubling(int max) {
    List<Integer> result = new ArrayList<>();
    for (int size = 1; size < max; size *= 2) result.add(size);
    result.add(max);
    return result;
  }
}
