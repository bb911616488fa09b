package dev.warren.loadtest.scaling;

/**
 * The numbers in {@code warren:desired_workers}: the larger of arrivals / (utilization * capacity
 * of one) and backlog / (drainSeconds * capacity of one), at least 1.
 *
 * @param utilization the part of a worker's capacity that arrivals are to take
 * @param drainSeconds in which what lies there is to be drained
 * @param windowSeconds of the rates
 */
record Rule(double utilization, int drainSeconds, int windowSeconds) {
  /** As in deploy/prometheus/recording.rules.yml; a test holds them together. */
  static final Rule SHIPPED = new Rule(0.8, 10, 120);
}
