package dev.warren.worker.engine.tensorrt;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What TensorRT says while it works: logged, and the newest errors kept, for its calls themselves
 * say only that they failed. Thread-safe.
 */
final class TensorRtMessages {
  static final int MAX_LENGTH = 500;

  private static final Logger log = LoggerFactory.getLogger("dev.warren.worker.engine.TensorRT");

  /** It often gives the reason first, and then what that led to. */
  private static final int ERRORS_KEPT = 3;

  private final Deque<String> errors = new ArrayDeque<>();

  /**
   * TensorRT's information is a build's progress in great detail, so it counts as debugging here.
   *
   * @param severity as {@code ILogger::Severity} numbers it: 0 internal error, 1 error, 2 warning,
   *     3 information, 4 verbose
   */
  static Level level(int severity) {
    return switch (severity) {
      case 2 -> Level.WARN;
      case 3 -> Level.DEBUG;
      case 4 -> Level.TRACE;
      default -> Level.ERROR; // 0 and 1, and what a later version may add above them
    };
  }

  void add(int severity, String message) {
    Level level = level(severity);
    if (level == Level.ERROR) keep(line(message));
    if (log.isEnabledForLevel(level)) log.atLevel(level).log(line(message));
  }

  private synchronized void keep(String error) {
    errors.add(error);
    if (errors.size() > ERRORS_KEPT) errors.remove();
  }

  /** The newest errors since the last question, oldest first, or null. */
  synchronized String takeErrors() {
    if (errors.isEmpty()) return null;
    String all = String.join("; ", errors);
    errors.clear();
    return all;
  }

  /** One line of bounded length. */
  static String line(String message) {
    String text = String.valueOf(message).replaceAll("\\s+", " ").strip();
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
