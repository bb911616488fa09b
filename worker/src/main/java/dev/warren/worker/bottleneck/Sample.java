package dev.warren.worker.bottleneck;

import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.WorkerCounters.Totals;

/**
 * One look at a worker.
 *
 * @param nanos {@link System#nanoTime} of it
 */
record Sample(long nanos, PipelineLoad load, Totals totals) {}
