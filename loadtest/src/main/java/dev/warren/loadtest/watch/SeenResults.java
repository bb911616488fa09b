package dev.warren.loadtest.watch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the newest result ids and whether there were detections, for delivery is at least once,
 * and a frame that failed may be published again. Not thread-safe.
 */
final class SeenResults {
  private final Map<String, Boolean> detected;

  /**
   * @param capacity how many ids are remembered; a repetition comes within seconds as a rule; one
   *     of a frame that is published again may be taken for the first
   */
  SeenResults(int capacity) {
    detected =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Whether nothing has been seen under this id yet, or only that there are no detections. */
  boolean isNews(String resultId, boolean isDetected) {
    Boolean before = detected.get(resultId);
    boolean isNews = before == null || isDetected && !before;
    if (isNews) detected.put(resultId, isDetected);
    return isNews;
  }
}
