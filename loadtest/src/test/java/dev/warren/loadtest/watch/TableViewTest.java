package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SkipReason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TableView table =
      new TableView(new PrintStream(bytes, true, StandardCharsets.UTF_8), ZoneOffset.UTC);

  @Test
  void alignsRowsUnderTheirHeader() {
    table.show(Results.received(Results.detected("a", "car", "person", "car")), now(48));
    table.show(Results.received(Results.skipped("b")), now(3));
    table.show(Results.received(Results.failed("c", "not an image: text")), now(4));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "TIME          CAMERA                SEQ    LATENCY  STATUS              WHAT",
            "22:13:20.048  gate-1                  7      48 ms  detected            2 car, 1 person",
            "22:13:20.003  gate-1                  7       3 ms  skipped superseded",
            "22:13:20.004  gate-1                  7       4 ms  failed malformed    decode: not an image: text");
  }

  @Test
  void saysADashForWhatIsNotKnown() {
    FrameRef bare = new FrameRef("", "", null, "demo", null, null);
    assertThat(table.row(new FrameResult.Skipped(bare, SkipReason.SHED), now(0)))
        .isEqualTo("22:13:20.000  -                       -          -  skipped shed");
  }

  @Test
  void foreignTextDoesNotSteerTheTerminal() {
    String row = table.row(Results.failed("c", "\u001b[2J\u009b2J\u202egone\n"), now(0));
    assertThat(row).endsWith("decode: ?[2J?2J?gone?");
  }

  @Test
  void saysThatNobodyReadsStandardOutputAnyMore() throws Exception {
    ReceivedResult received = Results.received(Results.skipped("a"));
    try (PrintStream closed = new PrintStream("/dev/full", StandardCharsets.UTF_8)) {
      for (ResultView view :
          List.of(
              new TableView(closed, ZoneOffset.UTC),
              new JsonLinesView(StandardOutput.writer(closed)))) {
        assertThatThrownBy(() -> view.show(received, now(0)))
            .hasMessageContaining("standard output is closed");
      }
    }
  }

  private static long now(long afterMs) {
    return Results.CAPTURED + afterMs;
  }
}
