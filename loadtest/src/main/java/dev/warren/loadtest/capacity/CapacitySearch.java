package dev.warren.loadtest.capacity;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the highest load that holds: doubles from the lowest one until a load fails, then halves
 * the gap between the highest that held and the lowest that failed. A failure near the border is
 * tried once more, for one slow moment of the machine is not the workers' limit. Used by one
 * thread.
 */
final class CapacitySearch {
  /** Puts one load on the workers. */
  @FunctionalInterface
  interface Experiment {
    Trial run(double load) throws InterruptedException;
  }

  /**
   * Where to search, in the unit of the loads.
   *
   * @param precision share of the result by which it may be too low
   * @param step loads are multiples of it, or {@code min} or {@code max}
   */
  record Bounds(double min, double max, double precision, double step) {
    /** Whether a gap is too small to look into. */
    boolean isClose(double held, double failed) {
      // Multiples of a step that is no power of two are not exact.
      return failed - held <= Math.max(step, precision * held) * (1 + 1e-9);
    }
  }

  private final Bounds bounds;
  private final Experiment experiment;
  private final List<Trial> trials = new ArrayList<>();
  private boolean isOver;

  CapacitySearch(Bounds bounds, Experiment experiment) {
    this.bounds = bounds;
    this.experiment = experiment;
  }

  /**
   * The highest load that held; 0 if not even the lowest did. {@code max} stands for that or more.
   */
  double run() throws InterruptedException {
    double held = 0;
    double failed = 0;
    double load = bounds.min();
    while (failed == 0 && !isOver) {
      if (!holds(load)) {
        failed = load;
      } else if (load == bounds.max()) {
        return load;
      } else {
        held = load;
        load = Math.min(bounds.max(), 2 * load);
      }
    }
    while (held > 0 && !isOver && !bounds.isClose(held, failed)) {
      double middle = Math.round((held + failed) / 2 / bounds.step()) * bounds.step();
      if (middle <= held || middle >= failed) break;
      if (holds(middle)) held = middle;
      else failed = middle;
    }
    return held;
  }

  /** All of them, in order. */
  List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** Whether the search had to end before it was finished. */
  boolean isOver() {
    return isOver;
  }

  private boolean holds(double load) throws InterruptedException {
    Trial first = tried(load);
    if (first.ok() || first.clear() || isOver) return first.ok();
    return tried(load).ok();
  }

  private Trial tried(double load) throws InterruptedException {
    Trial trial = experiment.run(load);
    trials.add(trial);
    isOver |= trial.over();
    return trial;
  }
}
