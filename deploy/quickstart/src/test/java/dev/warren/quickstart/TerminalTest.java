package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long nanos;

  @Test
  void rewritesOneLineWhereAPersonWatches() {
    Terminal terminal = new Terminal(out, true, () -> nanos);
    nanos += 300_000_000;
    terminal.progress("10 frames");
    nanos += 100_000_000;
    terminal.progress("too soon");
    nanos += 200_000_000;
    terminal.progress("9 left");
    terminal.line("done");
    assertThat(text()).isEqualTo("\r10 frames\r9 left   \ndone\n");
  }

  @Test
  void writesALineNowAndThenElsewhere() {
    Terminal terminal = new Terminal(out, false, () -> nanos);
    for (int second = 1; second <= 11; second++) {
      nanos += 1_000_000_000;
      terminal.progress(second + " s");
    }
    assertThat(text()).isEqualTo("5 s\n10 s\n");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
