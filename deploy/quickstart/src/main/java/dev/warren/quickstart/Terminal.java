package dev.warren.quickstart;

import java.io.Console;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Shows progress: one line rewritten where a person watches, else a line now and then. */
final class Terminal {
  private static final long REWRITE_NANOS = 250_000_000L;
  private static final long LINE_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean interactive;
  private final LongSupplier nanoClock;
  private long lastNanos;
  private int width;

  /**
   * @param interactive whether a person watches
   * @param nanoClock paces the progress
   */
  Terminal(PrintStream out, boolean interactive, LongSupplier nanoClock) {
    this.out = out;
    this.interactive = interactive;
    this.nanoClock = nanoClock;
    this.lastNanos = nanoClock.getAsLong();
  }

  static Terminal standard() {
    return new Terminal(System.out, isInteractive(), System::nanoTime);
  }

  /** A plain line; the rewritten one, if any, stays above it. */
  synchronized void line(String text) {
    endLine();
    lastNanos = nanoClock.getAsLong();
    out.println(text);
    out.flush();
  }

  /** Shows the progress if the time for it has come. */
  synchronized void progress(String text) {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - lastNanos < (interactive ? REWRITE_NANOS : LINE_NANOS)) {
      return;
    }
    lastNanos = nowNanos;
    if (interactive) {
      out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      width = text.length();
    } else {
      out.println(text);
    }
    out.flush();
  }

  private void endLine() {
    if (width > 0) {
      out.println();
      width = 0;
    }
  }

  private static boolean isInteractive() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      // Since JDK 22 there is a console even where output goes to a file; this tells, since then.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
