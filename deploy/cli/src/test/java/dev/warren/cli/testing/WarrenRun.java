package dev.warren.cli.testing;

import dev.warren.cli.Warren;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code warren ...} within this JVM, for commands that end by themselves. */
public final class WarrenRun {
  private WarrenRun() {}

  public static WarrenProcess.End of(Map<String, String> environment, String... args) {
    PrintStream standardOut = System.out;
    PrintStream standardErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      exitCode = Warren.run(args, environment);
    } finally {
      System.setOut(standardOut);
      System.setErr(standardErr);
    }
    return new WarrenProcess.End(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
