package dev.warren.worker.metrics;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Warns of the first of things that are counted, so that a repeating fault does not fill the log;
 * the others show at DEBUG alone. Thread-safe.
 */
public final class FirstWarning {
  private final Logger log;
  private final String others;
  private final AtomicBoolean given = new AtomicBoolean();

  /**
   * @param log of the class that warns
   * @param others what those after the first are called, such as "such frames"
   */
  public FirstWarning(Logger log, String others) {
    this.log = log;
    this.others = others;
  }

  /** There is one more. The text has a {@code {}} for each of the values. */
  public void warn(String text, Object... values) {
    if (given.compareAndSet(false, true)) {
      log.warn(text + "; from now on " + others + " are only counted", values);
    } else {
      log.debug(text, values);
    }
  }
}
