package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a {@link FramePublisher} publishes.
 *
 * @param topology names on the broker
 * @param maxOutstanding frames that may wait for their confirm; bounds the memory held
 * @param confirmTimeout how long a confirm may take, not counting time in which the broker has
 *     blocked us
 */
public record PublisherConfig(Topology topology, int maxOutstanding, Duration confirmTimeout) {
  /** Default topology, 256 outstanding, 30 s. */
  public static final PublisherConfig DEFAULT = of(Topology.DEFAULT);

  public PublisherConfig {
    requireNonNull(topology, "topology");
    requireNonNull(confirmTimeout, "confirmTimeout");
    if (maxOutstanding < 1)
      throw new IllegalArgumentException("maxOutstanding < 1: " + maxOutstanding);
    if (confirmTimeout.toMillis() < 1)
      throw new IllegalArgumentException("confirmTimeout < 1 ms: " + confirmTimeout);
  }

  /** Defaults on another topology. */
  public static PublisherConfig of(Topology topology) {
    return new PublisherConfig(topology, 256, Duration.ofSeconds(30));
  }
}
