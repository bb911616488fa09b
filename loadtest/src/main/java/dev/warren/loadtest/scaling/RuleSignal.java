package dev.warren.loadtest.scaling;

import dev.warren.loadtest.scaling.Fleet.Worker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * {@code warren:desired_workers} of deploy/prometheus/recording.rules.yml, with the delays that it
 * has: figures are scraped every so often, and half an interval later the rules are evaluated on
 * them. A test compares it with what Prometheus makes of the rules themselves.
 */
final class RuleSignal implements Signal {
  private final Rule rule;
  private final double capacity;
  private final int scrapeSeconds;
  private final Map<Worker, Series> frames =
      new LinkedHashMap<>(); // in order, for sums must not differ
  private final Series readySeries = new Series();

  // As of the last scrape.
  private long ready;
  private long unacked;
  private boolean measured;

  private OptionalDouble desired = OptionalDouble.empty();

  /**
   * @param capacity that each worker measures of itself, in frames per second
   */
  RuleSignal(Rule rule, double capacity, int scrapeSeconds) {
    this.rule = rule;
    this.capacity = capacity;
    this.scrapeSeconds = scrapeSeconds;
  }

  @Override
  public void observe(int now, Fleet fleet) {
    if (now % scrapeSeconds == 0) scrape(now, fleet);
    if (now % scrapeSeconds == evaluationPhase(scrapeSeconds)) evaluate(now);
  }

  /** Seconds from a scrape to the evaluation of the rules. */
  static int evaluationPhase(int scrapeSeconds) {
    return scrapeSeconds / 2;
  }

  private void scrape(int now, Fleet fleet) {
    for (Worker worker : fleet.workers()) {
      frames.computeIfAbsent(worker, w -> new Series()).add(now, worker.served());
    }
    // What a worker did that has gone counts until the window is past it.
    frames.values().forEach(series -> series.forgetBefore(now - 2 * rule.windowSeconds()));
    frames.values().removeIf(Series::isEmpty);
    ready = fleet.ready(now);
    unacked = fleet.unacked(now);
    measured |= fleet.readyWorkers(now) > 0; // one that has measured itself, ready or not
  }

  private void evaluate(int now) {
    readySeries.add(now, ready);
    readySeries.forgetBefore(now - 2 * rule.windowSeconds());
    if (!measured) return;
    double backlog = (ready + unacked) / (rule.drainSeconds() * capacity);
    OptionalDouble arrivals = arrivals(now);
    double larger =
        arrivals.isPresent()
            ? Math.max(arrivals.getAsDouble() / (rule.utilization() * capacity), backlog)
            : backlog;
    desired = OptionalDouble.of(Math.max(larger, 1));
  }

  /** What is served, and what the queue grows by: less, while it shrinks. */
  private OptionalDouble arrivals(int now) {
    OptionalDouble slope = readySeries.slope(now, rule.windowSeconds());
    List<OptionalDouble> rates =
        frames.values().stream()
            .map(series -> series.rate(now, rule.windowSeconds()))
            .filter(OptionalDouble::isPresent)
            .toList();
    if (slope.isEmpty() || rates.isEmpty()) return OptionalDouble.empty();
    double served = rates.stream().mapToDouble(OptionalDouble::getAsDouble).sum();
    return OptionalDouble.of(Math.max(served + slope.getAsDouble(), 0));
  }

  @Override
  public OptionalDouble workers(int now, Fleet fleet) {
    return desired;
  }
}
