package dev.warren.loadtest.load;

import dev.warren.protocol.ConnectionLostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes wrong in a run, each kind by its first case. Thread-safe. */
final class Troubles {
  private final Map<Object, String> first = new LinkedHashMap<>();
  private int told;

  /** The broker reads nothing from us. */
  void blocked() {
    add("blocked", "The broker takes no frames for now: it is low on memory or disk.");
  }

  /** Frames are confirmed, and none is answered. */
  void silence() {
    add("silence", "No frame was answered at first: is a worker running for this model?");
  }

  /**
   * The broker has not taken a frame. A lost connection ends the run and is reported then.
   *
   * @param cause says why
   */
  void refused(Throwable cause) {
    if (!(cause instanceof ConnectionLostException)) add(cause.getClass(), cause.getMessage());
  }

  synchronized List<String> all() {
    return List.copyOf(first.values());
  }

  /** Those that this has not returned before. */
  synchronized List<String> news() {
    List<String> all = all();
    List<String> news = all.subList(told, all.size());
    told = all.size();
    return news;
  }

  private synchronized void add(Object kind, String text) {
    first.putIfAbsent(kind, text);
  }
}
