package dev.warren.loadtest.watch;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A stream of Java's that swallows its failures, such as a pipe whose reader has gone. */
final class StandardOutput {
  private StandardOutput() {}

  /** Flushes. */
  static void check(PrintStream out) {
    if (out.checkError()) throw new UncheckedIOException(failure());
  }

  /** Fails as a file does. Leaves {@code out} open, for it is not ours to close. */
  static Writer writer(PrintStream out) {
    return new OutputStreamWriter(out, StandardCharsets.UTF_8) {
      @Override
      public void flush() throws IOException {
        super.flush();
        if (out.checkError()) throw failure();
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private static IOException failure() {
    return new IOException("standard output is closed");
  }
}
