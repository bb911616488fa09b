package dev.warren.loadtest.watch;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the newest result ids, for delivery is at least once. Not thread-safe. */
final class SeenResults {
  private final Map<String, Boolean> ids;

  /**
   * @param capacity how many ids are remembered; a repetition comes within seconds or not at all
   */
  SeenResults(int capacity) {
    ids =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Whether this id has not been seen yet. */
  boolean isNew(String resultId) {
    return ids.put(resultId, Boolean.TRUE) == null;
  }
}
