package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ResultHeaders;
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
    table.show(Results.received(Results.skipped("b")), now(43));
    table.show(Results.received(Results.failed("c", "not an image: text")), now(44));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "TIME          CAMERA                SEQ    LATENCY  STATUS              WHAT",
            "22:13:20.040  gate-1                  7      40 ms  detected            2 car, 1 person",
            "22:13:20.040  gate-1                  7      40 ms  skipped superseded",
            "22:13:20.040  gate-1                  7      40 ms  failed malformed    decode: not an image: text");
  }

  @Test
  void saysADashForWhatIsNotKnown() {
    FrameRef bare = new FrameRef("", "", null, "demo", null, null);
    assertThat(row(new FrameResult.Skipped(bare, SkipReason.SHED), now(0)))
        .isEqualTo("22:13:20.000  -                       -          -  skipped shed");
  }

  @Test
  void whatHasWaitedInAQueueIsShownAsOfItsTime() {
    long anHour = 3_600_000;
    assertThat(row(Results.detected("a", "car"), now(anHour)))
        .isEqualTo("22:13:20.040  gate-1                  7      40 ms  detected            1 car");
  }

  /** Its age is 40 ms. */
  @Test
  void noResultIsShownAsOfLaterThanItCame() {
    assertThat(row(Results.detected("a", "car"), now(30))).startsWith("22:13:20.030 ");
  }

  @Test
  void aResultThatDoesNotTellItsAgeHasNoLatency() {
    FrameResult result = Results.skipped("a");
    ReceivedResult bare = new ReceivedResult(result, ResultHeaders.NONE, "", "", new byte[0], 0);
    assertThat(table.row(bare, now(50)))
        .isEqualTo("22:13:20.050  gate-1                  7          -  skipped superseded");
  }

  @Test
  void foreignTextDoesNotSteerTheTerminal() {
    String row = row(Results.failed("c", "\u001b[2J\u009b2J\u202egone\n"), now(0));
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

  private String row(FrameResult result, long receivedAtMs) {
    return table.row(Results.received(result), receivedAtMs);
  }

  private static long now(long afterMs) {
    return Results.CAPTURED + afterMs;
  }
}
