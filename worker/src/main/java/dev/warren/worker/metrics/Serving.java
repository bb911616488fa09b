package dev.warren.worker.metrics;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/** The workers of this process that serve: one, or two while one follows another. Thread-safe. */
final class Serving implements WorkerMetrics {
  /** Whose threads may be at work. */
  enum Stage {
    DECODE(g -> g.decode().busyNanos(), g -> g.decode().threads()),
    ENGINE(g -> g.engine().busyNanos(), g -> g.engine().lanes()),
    /** The lanes write the replies. */
    PUBLISH(g -> g.publish().sendingNanos(), g -> g.engine().lanes());

    private final ToDoubleFunction<WorkerGauges> busyNanos;
    private final ToDoubleFunction<WorkerGauges> lanes;

    Stage(ToDoubleFunction<WorkerGauges> busyNanos, ToDoubleFunction<WorkerGauges> lanes) {
      this.busyNanos = busyNanos;
      this.lanes = lanes;
    }
  }

  private static final double NANOS_PER_SECOND = 1e9;

  private final List<WorkerGauges> all = new CopyOnWriteArrayList<>();

  /** Of those that serve no more: what they did stays counted. */
  private final Map<Stage, Double> formerNanos = new EnumMap<>(Stage.class);

  @Override
  public void workerServes(WorkerGauges worker) {
    all.add(worker);
  }

  @Override
  public synchronized void workerEnds(WorkerGauges worker) {
    if (!all.remove(worker)) return;
    for (Stage stage : Stage.values()) {
      formerNanos.merge(stage, stage.busyNanos.applyAsDouble(worker), Double::sum);
    }
  }

  double sum(ToDoubleFunction<WorkerGauges> figure) {
    return all.stream().mapToDouble(figure).sum();
  }

  double max(ToDoubleFunction<WorkerGauges> figure) {
    return all.stream().mapToDouble(figure).max().orElse(0);
  }

  /** Of the one that came last, for the one before it is on its way out; NaN where none serves. */
  double last(ToDoubleFunction<WorkerGauges> figure) {
    double last = Double.NaN;
    for (WorkerGauges worker : all) last = figure.applyAsDouble(worker);
    return last;
  }

  synchronized double busySeconds(Stage stage) {
    return (formerNanos.getOrDefault(stage, 0.0) + sum(stage.busyNanos)) / NANOS_PER_SECOND;
  }

  double lanes(Stage stage) {
    return sum(stage.lanes);
  }
}
