package dev.warren.loadtest.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How a run is doing: one line that is written over every second on a terminal, a line every ten
 * seconds elsewhere. Used by one thread.
 */
public final class Progress {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final PrintStream out;
  private final boolean isTerminal;
  private final long everyNanos;
  private long nextNanos;
  private long lastNanos;
  private long lastSent;
  private long lastAnswered;
  private int width;

  Progress(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.everyNanos = isTerminal ? SECOND : 10 * SECOND;
    this.nextNanos = everyNanos;
  }

  /** On standard error. */
  public static Progress onStandardError() {
    return new Progress(System.err, isTerminal());
  }

  /**
   * @param phase what the run is doing
   * @param nowNanos since the start of the run
   * @param sent frames so far
   * @param answered first results so far
   */
  void show(String phase, long nowNanos, long sent, long answered) {
    if (nowNanos < nextNanos) return;
    double seconds = (nowNanos - lastNanos) / 1e9;
    String line =
        String.format(
            Locale.ROOT,
            "%3d s  %-8s sent %d (%.1f/s), answered %d (%.1f/s), under way %d",
            nowNanos / SECOND,
            phase,
            sent,
            (sent - lastSent) / seconds,
            answered,
            (answered - lastAnswered) / seconds,
            sent - answered);
    if (isTerminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
    } else {
      out.println(line);
    }
    lastNanos = nowNanos;
    lastSent = sent;
    lastAnswered = answered;
    nextNanos = nowNanos + everyNanos;
  }

  /** A line that stays. */
  void say(String line) {
    wipe();
    out.println(line);
  }

  /** The run is over; the next one begins at 0. */
  void end() {
    wipe();
    out.flush();
    nextNanos = everyNanos;
    lastNanos = 0;
    lastSent = 0;
    lastAnswered = 0;
  }

  private void wipe() {
    if (width > 0) out.print("\r" + " ".repeat(width) + "\r");
    width = 0;
  }

  /** Java tells of standard input and output only, and this goes to standard error. */
  private static boolean isTerminal() {
    if ("dumb".equals(System.getenv("TERM"))) return false;
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
      return target.startsWith("/dev/pts") || target.startsWith("/dev/tty");
    } catch (IOException | RuntimeException e) {
      return false; // not Linux
    }
  }
}
