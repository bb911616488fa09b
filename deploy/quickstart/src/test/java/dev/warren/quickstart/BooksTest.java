package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.SkipReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final long CAPTURED = 1_000_000;
  private static final Detection CAR = new Detection("car", 0, 0.9, new Box(1, 2, 3, 4));

  private final Books books = new Books();

  @Test
  void balancesWhenEveryConfirmedFrameIsAnswered() {
    for (String id : List.of("a", "b", "c")) {
      books.offered(frame(id));
    }
    books.confirmed(frame("a"));
    answer(detected("a"), 40);
    answer(new FrameResult.Skipped(ref("b"), SkipReason.DEADLINE), 50); // before its confirm
    books.confirmed(frame("b"));
    books.confirmed(frame("c"));
    assertThat(books.isSettled()).isFalse();
    answer(new FrameResult.Failed(ref("c"), FailReason.MALFORMED, "decode", "x", false), 60);
    assertThat(books.isSettled()).isTrue();
    assertThat(books.difference()).isEmpty();
    assertThat(books.figures()).isEqualTo(new Figures(3, 1, 1, 1, 1, 0, 0, 40, 40));
  }

  @Test
  void saysWhyFramesWereSkipped() {
    assertThat(books.skips()).isEmpty();
    for (String id : List.of("a", "b", "c")) books.offered(frame(id));
    answer(new FrameResult.Skipped(ref("a"), SkipReason.SUPERSEDED), 40);
    answer(new FrameResult.Skipped(ref("b"), SkipReason.DEADLINE), 50);
    answer(new FrameResult.Skipped(ref("c"), SkipReason.SUPERSEDED), 60);
    assertThat(books.skips())
        .contains(
            "3 skipped: 1 too late for their deadline,"
                + " 2 superseded by a newer frame of their camera");
  }

  @Test
  void namesAFrameThatWasNotAnswered() {
    books.offered(frame("a"));
    books.confirmed(frame("a"));
    assertThat(books.difference()).contains("1 published but not answered (such as a)");
  }

  @Test
  void equalCountsDoNotHideAWrongAnswer() {
    books.offered(frame("a"));
    books.confirmed(frame("a"));
    answer(detected("stranger"), 40);
    assertThat(books.difference())
        .contains(
            "1 published but not answered (such as a);"
                + " 1 answers to frames that were never published");
  }

  @Test
  void aRepeatedAnswerIsNoDifference() {
    books.offered(frame("a"));
    answer(detected("a"), 40);
    answer(detected("a"), 41);
    books.confirmed(frame("a"));
    answer(detected("a"), 42);
    assertThat(books.difference()).isEmpty();
    assertThat(books.figures().detected()).isEqualTo(1);
  }

  @Test
  void whatTheBrokerRefusedIsADifferenceWhatWeDroppedIsNot() {
    books.offered(frame("a"));
    books.offered(frame("b"));
    books.dropped(frame("a"));
    assertThat(books.figures().dropped()).isEqualTo(1);
    books.failed(frame("b"), new IllegalStateException("queue full"));
    assertThat(books.isSettled()).isTrue();
    assertThat(books.difference()).contains("1 refused by the broker (queue full)");
  }

  @Test
  void aFrameTakenBackWasNeverPublished() {
    books.offered(frame("a"));
    books.confirmed(frame("a"));
    books.offered(frame("b"));
    books.withdrawn("a");
    books.withdrawn("b");
    books.confirmed(frame("b")); // its confirm came later than we took it back
    assertThat(books.figures().withdrawn()).isEqualTo(2);
    assertThat(books.figures().published()).isZero();
    assertThat(books.isSettled()).isTrue();
    assertThat(books.difference()).isEmpty();
  }

  @Test
  void reportsAsJson() {
    assertThat(new Figures(3, 1, 1, 1, 7, 0, 0, 40, 90).json().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"frames\":{\"published\":3,\"detected\":1,\"skipped\":1,\"failed\":1},"
                + "\"detections\":7,\"latency_ms\":{\"p50\":40,\"p99\":90}}");
  }

  @Test
  void reportsWhatWasTakenBackIfAnythingWas() {
    assertThat(new Figures(3, 1, 1, 1, 7, 0, 2, 40, 90).json().replaceAll("\\s", ""))
        .startsWith(
            "{\"frames\":{\"published\":3,\"detected\":1,\"skipped\":1,\"failed\":1,"
                + "\"withdrawn\":2},");
  }

  private void answer(FrameResult result, long afterMs) {
    books.answered(received(result), CAPTURED + afterMs);
  }

  static FrameRequest frame(String id) {
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0};
    return FrameRequest.builder(id, "demo", "camera-1", jpeg)
        .seq(1L)
        .capturedAtMs(CAPTURED)
        .build();
  }

  static FrameRef ref(String id) {
    return frame(id).ref("v1");
  }

  static FrameResult detected(String id) {
    return new FrameResult.Detected(ref(id), new ImageSize(64, 48), List.of(CAR));
  }

  static ReceivedResult received(FrameResult result) {
    return new ReceivedResult(
        result,
        ResultHeaders.NONE,
        "demo.camera-1",
        result.frame().requestId(),
        ResultCodec.encode(result),
        0);
  }
}
