package dev.warren.quickstart;

import java.io.Console;
import java.io.PrintStream;

/** Shows progress: one line rewritten where a person watches, a line now and then elsewhere. */
final class Terminal {
  private static final long REWRITE_NANOS = 250_000_000L;
  private static final long LINE_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean interactive;
  private long lastNanos;
  private int width;

  Terminal(PrintStream out, boolean interactive, long startNanos) {
    this.out = out;
    this.interactive = interactive;
    this.lastNanos = startNanos;
  }

  static Terminal standard() {
    return new Terminal(System.out, isInteractive(), System.nanoTime());
  }

  /** A plain line; the rewritten one, if any, stays above it. */
  void line(String text) {
    endLine();
    out.println(text);
    out.flush();
  }

  /** Shows the progress if the time for it has come. */
  void progress(String text, long nowNanos) {
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
