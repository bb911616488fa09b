package dev.warren.loadtest.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Kubernetes' HorizontalPodAutoscaler for one external metric with an average value of 1:
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details. It
 * is asked at each sync, in order.
 */
final class PodAutoscaler {
  /** So near to the number that runs, nothing is changed. */
  private static final double TOLERANCE = 0.1;

  private record Event(int second, int value) {}

  private final int min;
  private final int max;
  private final Pace up;
  private final Pace down;
  private final List<Event> wishes = new ArrayList<>();
  private final List<Event> changes = new ArrayList<>();

  PodAutoscaler(int min, int max, Pace up, Pace down) {
    this.min = min;
    this.max = max;
    this.up = up;
    this.down = down;
  }

  /**
   * The number of pods from now on.
   *
   * @param metric empty where it could not be read
   */
  int sync(int now, int current, OptionalDouble metric) {
    if (metric.isEmpty()) return current;
    int wish = Math.min(max, Math.max(min, wish(current, metric.getAsDouble())));
    wishes.removeIf(e -> e.second() <= now - Math.max(up.windowSeconds(), down.windowSeconds()));
    wishes.add(new Event(now, wish));
    int next = limited(now, current, stabilized(now, current));
    next = Math.min(max, Math.max(min, next));
    if (next != current) changes.add(new Event(now, next - current));
    return next;
  }

  private static int wish(int current, double metric) {
    boolean near = current > 0 && Math.abs(metric / current - 1) <= TOLERANCE;
    return near ? current : (int) Math.ceil(metric);
  }

  /** Up by the least wish of its window, down by the largest of its own. */
  private int stabilized(int now, int current) {
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (Event wish : wishes) {
      boolean last = wish.second() == now;
      if (last || wish.second() > now - up.windowSeconds()) least = Math.min(least, wish.value());
      if (last || wish.second() > now - down.windowSeconds()) most = Math.max(most, wish.value());
    }
    if (current < least) return least;
    return Math.min(current, most);
  }

  private int limited(int now, int current, int wanted) {
    int longest = Math.max(up.longestPeriodSeconds(), down.longestPeriodSeconds());
    changes.removeIf(e -> e.second() <= now - longest);
    if (wanted > current) {
      int most = current;
      for (Pace.Limit limit : up.limits()) {
        most = Math.max(most, limit.up(current - changed(now, limit)));
      }
      return Math.min(wanted, most);
    }
    int least = current;
    for (Pace.Limit limit : down.limits()) {
      least = Math.min(least, limit.down(current - changed(now, limit)));
    }
    return Math.max(wanted, least);
  }

  /** By how much the number has changed within the limit's period. */
  private int changed(int now, Pace.Limit limit) {
    return changes.stream()
        .filter(e -> e.second() > now - limit.periodSeconds())
        .mapToInt(Event::value)
        .sum();
  }
}
