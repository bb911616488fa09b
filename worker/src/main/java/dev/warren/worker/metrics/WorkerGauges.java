package dev.warren.worker.metrics;

import static java.util.Objects.requireNonNull;

import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What is read from a worker whenever somebody asks, from any thread, also once it is closed.
 *
 * @param inFlight frames taken and not settled
 * @param prefetchLimit frames that it holds at most
 * @param framesPerSecond what its engine was measured to do with all lanes busy
 * @param load what stands where in it
 */
public record WorkerGauges(
    IntSupplier inFlight,
    IntSupplier prefetchLimit,
    DoubleSupplier framesPerSecond,
    Supplier<PipelineLoad> load) {
  public WorkerGauges {
    requireNonNull(inFlight, "inFlight");
    requireNonNull(prefetchLimit, "prefetchLimit");
    requireNonNull(framesPerSecond, "framesPerSecond");
    requireNonNull(load, "load");
  }
}
