package dev.warren.worker.metrics;

import io.micrometer.core.instrument.distribution.TimeWindowMax;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;

/** How long something took: a histogram in seconds, and the largest of late. Thread-safe. */
final class Times {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MS_PER_SECOND = 1e3;

  private final DistributionDataPoint histogram;
  private final TimeWindowMax most;

  Times(DistributionDataPoint histogram, TimeWindowMax most) {
    this.histogram = histogram;
    this.most = most;
  }

  void took(long nanos) {
    tookSeconds(nanos / NANOS_PER_SECOND);
  }

  void tookMillis(double millis) {
    tookSeconds(millis / MS_PER_SECOND);
  }

  /** 0 where two clocks make it negative, and left out where that cannot be. */
  void sinceCapture(long millis) {
    if (SinceCapture.isCredible(millis)) tookMillis(Math.max(0, millis));
  }

  private void tookSeconds(double seconds) {
    histogram.observe(seconds);
    most.record(seconds);
  }
}
