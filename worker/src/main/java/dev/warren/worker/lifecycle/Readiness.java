package dev.warren.worker.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /** Not ready until {@code part} is {@link #clear}. */
  public synchronized void obstruct(String part, String reason) {
    obstacles.put(requireNonNull(part, "part"), requireNonNull(reason, "reason"));
  }

  /** {@code part} stands in nobody's way any more. */
  public synchronized void clear(String part) {
    obstacles.remove(part);
  }

  public synchronized boolean isReady() {
    return obstacles.isEmpty();
  }

  public synchronized boolean isObstructedBy(String part) {
    return obstacles.containsKey(part);
  }

  /** One line for each part that is in the way, by name; empty when ready. */
  public synchronized List<String> reasons() {
    Collection<Map.Entry<String, String>> all = obstacles.entrySet();
    return all.stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
  }
}
