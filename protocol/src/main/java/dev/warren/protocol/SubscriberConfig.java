package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

/**
 * Which results a {@link DetectionSubscriber} receives.
 *
 * @param topology names on the broker
 * @param queue durable queue to consume, shared with others; or null for an own queue that lives as
 *     long as the subscriber
 * @param pattern what the own queue is bound with, such as {@code yolo11n.*} or {@code #}
 * @param prefetch results that may be on their way to the handler
 */
public record SubscriberConfig(Topology topology, String queue, String pattern, int prefetch) {
  private static final int DEFAULT_PREFETCH = 64;

  public SubscriberConfig {
    requireNonNull(topology, "topology");
    requireNonNull(pattern, "pattern");
    if (queue != null) Wire.checkLength("queue", queue);
    Wire.checkLength("pattern", pattern);
    if (prefetch < 1) throw new IllegalArgumentException("prefetch < 1: " + prefetch);
    if (prefetch > 1000) throw new IllegalArgumentException("prefetch > 1000: " + prefetch);
  }

  /** Results from now on, on an own queue. */
  public static SubscriberConfig live(Topology topology, String pattern) {
    return new SubscriberConfig(topology, null, pattern, DEFAULT_PREFETCH);
  }

  /** The durable detections queue, shared with other subscribers. */
  public static SubscriberConfig durable(Topology topology) {
    return new SubscriberConfig(topology, topology.detectionsQueue(), "#", DEFAULT_PREFETCH);
  }
}
