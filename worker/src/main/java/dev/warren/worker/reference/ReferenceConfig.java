package dev.warren.worker.reference;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What may be fetched, and how long it may take.
 *
 * @param allowed where from; empty: references are refused
 * @param localAddresses whether this machine's own addresses, link-local ones and those of a
 *     cloud's metadata may be connected to. Private networks always may
 * @param maxBytes largest image
 * @param connectTimeout for TCP and, again, for TLS
 * @param timeout for all of one fetch
 */
public record ReferenceConfig(
    List<UriPrefix> allowed,
    boolean localAddresses,
    int maxBytes,
    Duration connectTimeout,
    Duration timeout) {
  /** Nothing is allowed. */
  public static final ReferenceConfig NONE =
      new ReferenceConfig(List.of(), false, 4 << 20, Duration.ofSeconds(2), Duration.ofSeconds(5));

  public ReferenceConfig {
    allowed = List.copyOf(requireNonNull(allowed, "allowed"));
    if (maxBytes < 1) throw new IllegalArgumentException("maxBytes < 1: " + maxBytes);
    if (connectTimeout.toMillis() < 1)
      throw new IllegalArgumentException("connectTimeout < 1 ms: " + connectTimeout);
    if (timeout.toMillis() < 1) throw new IllegalArgumentException("timeout < 1 ms: " + timeout);
  }

  /** Whether anything may be fetched at all. */
  public boolean isOn() {
    return !allowed.isEmpty();
  }

  /** The same, for images of that size at most. */
  public ReferenceConfig withMaxBytes(int bytes) {
    return new ReferenceConfig(allowed, localAddresses, bytes, connectTimeout, timeout);
  }

  /** The same, with images from there. */
  public ReferenceConfig withAllowed(List<UriPrefix> prefixes) {
    return new ReferenceConfig(prefixes, localAddresses, maxBytes, connectTimeout, timeout);
  }
}
