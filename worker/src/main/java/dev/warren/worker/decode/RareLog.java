package dev.warren.worker.decode;

import dev.warren.protocol.ForeignText;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line a minute, however many there are, and how many there were. One thread. */
final class RareLog {
  private static final Logger log = LoggerFactory.getLogger(RareLog.class);
  private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoClock;
  private boolean begun;
  private long loggedNanos;
  private long left;

  RareLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  void say(String line) {
    long now = nanoClock.getAsLong();
    if (begun && now - loggedNanos < EVERY_NANOS) {
      left++;
      return;
    }
    log.warn(
        "an image library says: {} ({} more lines since the last one that is shown)",
        ForeignText.shown(line),
        left);
    begun = true;
    loggedNanos = now;
    left = 0;
  }
}
