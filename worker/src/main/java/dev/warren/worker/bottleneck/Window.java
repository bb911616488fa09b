package dev.warren.worker.bottleneck;

import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import dev.warren.worker.metrics.WorkerCounters.Totals;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The looks at a worker of the last seconds, and what they come to. Not thread-safe. */
final class Window {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long lengthNanos;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * One look at a worker.
   *
   * @param nanos {@link System#nanoTime} of it
   */
  record Sample(long nanos, PipelineLoad load, Totals totals) {}

  Window(Duration length) {
    lengthNanos = length.toNanos();
  }

  void add(Sample sample) {
    samples.addLast(sample);
    // The oldest one that is kept is as old as the window, or a little older.
    while (samples.size() > 2 && sample.nanos() - second().nanos() >= lengthNanos) {
      samples.removeFirst();
    }
  }

  private Sample second() {
    return samples.stream().skip(1).findFirst().orElseThrow();
  }

  void clear() {
    samples.clear();
  }

  /** How much of the window is known, in seconds. */
  double seconds() {
    if (samples.isEmpty()) return 0;
    return (samples.getLast().nanos() - samples.getFirst().nanos()) / NANOS_PER_SECOND;
  }

  boolean isFull() {
    return seconds() * NANOS_PER_SECOND >= lengthNanos;
  }

  /** What is known of the window; empty until there are two looks. */
  Optional<Measurement> measure() {
    if (seconds() == 0) return Optional.empty();
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double elapsed = last.nanos() - first.nanos();
    PipelineLoad now = last.load();
    PipelineLoad then = first.load();
    int laneCount = now.engine().lanes();
    int threads = now.decode().threads();
    double sending =
        share(now.publish().sendingNanos() - then.publish().sendingNanos(), elapsed * laneCount);
    double lanes = share(now.engine().busyNanos() - then.engine().busyNanos(), elapsed * laneCount);
    double decoding =
        share(now.decode().busyNanos() - then.decode().busyNanos(), elapsed * threads);
    double fetching =
        share(now.decode().fetchingNanos() - then.decode().fetchingNanos(), elapsed * threads);
    return Optional.of(
        new Measurement(
            elapsed / NANOS_PER_SECOND,
            Done.between(first.totals(), last.totals()),
            intake(now.intake().queue()),
            new Measurement.Decode(
                threads, decoding, fetching, mean(load -> load.decode().waiting())),
            new Measurement.Engine(
                laneCount,
                Math.max(0, lanes - sending),
                mean(load -> load.engine().waiting()),
                now.engine().usefulBatch(),
                now.engine().framesPerSecond()),
            new Measurement.Publish(
                mean(load -> load.publish().unconfirmed()),
                sending,
                share(load -> load.publish().isBlocked()))));
  }

  /** No more than 1: what is read a moment later may be a little more than fits. */
  private static double share(double nanos, double ofNanos) {
    return Math.min(1, nanos / ofNanos);
  }

  private Measurement.Intake intake(QueueReading queue) {
    boolean isKnown = queue.ready() != QueueReading.UNKNOWN;
    return new Measurement.Intake(
        mean(load -> load.intake().inFlight()),
        mean(load -> load.intake().limit()),
        isKnown ? share(load -> load.intake().queue().ready() > 0) : Double.NaN,
        isKnown ? mean(load -> Math.max(0, load.intake().queue().ready())) : Double.NaN,
        queue.unansweredNanos() / NANOS_PER_SECOND);
  }

  private double mean(ToDoubleFunction<PipelineLoad> figure) {
    return samples.stream().map(Sample::load).mapToDouble(figure).average().orElseThrow();
  }

  private double share(Predicate<PipelineLoad> sign) {
    return mean(load -> sign.test(load) ? 1 : 0);
  }
}
