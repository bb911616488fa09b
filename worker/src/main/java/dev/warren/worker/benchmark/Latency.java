package dev.warren.worker.benchmark;

import org.HdrHistogram.Histogram;

/** Times in milliseconds, to three digits. */
public record Latency(double mean, double p50, double p95, double p99, double max) {
  private static final double NANOS = 1e6;

  /** Of a histogram of nanoseconds. */
  static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getMean() / NANOS,
        nanos.getValueAtPercentile(50) / NANOS,
        nanos.getValueAtPercentile(95) / NANOS,
        nanos.getValueAtPercentile(99) / NANOS,
        nanos.getMaxValue() / NANOS);
  }
}
