package dev.warren.worker.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a benchmark found.
 *
 * @param subject what was measured
 * @param single one lane alone
 * @param batches by batch size, in the order of measuring; at least one
 * @param residentMib of the process at the end, if known
 */
public record BenchmarkReport(
    Subject subject, SingleFigures single, List<BatchFigures> batches, OptionalLong residentMib) {
  /** Share of the best rate that is as good as the best. */
  private static final double NEARLY = 0.97;

  public BenchmarkReport {
    batches = List.copyOf(batches);
    if (batches.isEmpty()) throw new IllegalArgumentException("batches is empty");
  }

  /**
   * What was measured, on what.
   *
   * @param lanes threads, each with an engine lane
   * @param images how many different ones
   * @param cpus cores that this process may use
   */
  public record Subject(
      String model,
      String modelVersion,
      String engine,
      String engineVersion,
      int lanes,
      int images,
      int cpus) {}

  /** The setting of most frames per second. */
  public BatchFigures best() {
    return batches.stream()
        .max(Comparator.comparingDouble(BatchFigures::framesPerSecond))
        .orElseThrow();
  }

  /** The smallest batch within 3 % of the best: what is larger only makes frames wait. */
  public BatchFigures recommended() {
    double enough = NEARLY * best().framesPerSecond();
    return batches.stream()
        .filter(figures -> figures.framesPerSecond() >= enough)
        .min(Comparator.comparingInt(BatchFigures::batch))
        .orElseThrow();
  }
}
