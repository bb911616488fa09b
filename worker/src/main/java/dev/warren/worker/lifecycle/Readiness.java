package dev.warren.worker.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether the worker takes frames, and if not, why: each part that stops the intake says so under a
 * name of its own. Thread-safe.
 */
public final class Readiness {
  /** In the way until the worker consumes. */
  public static final String START = "start";

  /** In the way from the moment on that the worker stops. */
  public static final String DRAIN = "drain";

  private final Map<String, String> obstacles = new TreeMap<>();
  private Readiness followed;

  /** Not ready until {@code part} is {@link #clear}. */
  public synchronized void obstruct(String part, String reason) {
    obstacles.put(requireNonNull(part, "part"), requireNonNull(reason, "reason"));
  }

  /** {@code part} stands in nobody's way any more. */
  public synchronized void clear(String part) {
    obstacles.remove(part);
  }

  /** Ready only while {@code other} is, too; in place of the one that was followed before. */
  public synchronized void follow(Readiness other) {
    if (other == this) throw new IllegalArgumentException("follows itself");
    followed = requireNonNull(other, "other");
  }

  public synchronized boolean isReady() {
    return obstacles.isEmpty() && (followed == null || followed.isReady());
  }

  public synchronized boolean isObstructedBy(String part) {
    return obstacles.containsKey(part) || followed != null && followed.isObstructedBy(part);
  }

  /** One line for each part that is in the way, by name; empty when ready. */
  public synchronized List<String> reasons() {
    Stream<String> own = obstacles.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue());
    List<String> others = followed == null ? List.of() : followed.reasons();
    return Stream.concat(own, others.stream()).sorted().toList();
  }
}
