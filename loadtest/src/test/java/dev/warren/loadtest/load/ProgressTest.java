package dev.warren.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void aFileGetsALineEveryTenSeconds() {
    assertThat(run(false).lines())
        .containsExactly(
            " 10 s  measure  sent 100 (10.0/s), answered 50 (5.0/s), under way 50",
            " 20 s  measure  sent 200 (10.0/s), answered 100 (5.0/s), under way 100");
  }

  @Test
  void aTerminalGetsOneLineThatIsWrittenOverAndWipedAtTheEnd() {
    String text = run(true);
    assertThat(text).doesNotContain("\n").endsWith(" \r");
    assertThat(text.split("\r")).hasSize(1 + 25 + 1);
    assertThat(text).contains("\r 25 s  measure  sent 250 (10.0/s), answered 125 (5.0/s)");
  }

  @Test
  void whatIsSaidStays() {
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      Progress progress = new Progress(out, true);
      progress.show("measure", SECOND, 10, 5);
      progress.say("a trouble");
      progress.end();
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith(" \ra trouble\n");
  }

  private String run(boolean terminal) {
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      Progress progress = new Progress(out, terminal);
      for (int tenths = 0; tenths <= 250; tenths++) {
        progress.show("measure", tenths * SECOND / 10, tenths, tenths / 2);
      }
      progress.end();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
