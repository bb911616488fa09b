package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatcherTest {
  private final List<String> shown = new ArrayList<>();
  private final ResultView view =
      new ResultView() {
        @Override
        public void show(ReceivedResult received, long receivedAtMs) {
          shown.add(received.result().frame().requestId());
        }

        @Override
        public void close() {}
      };
  private final Watcher watcher = new Watcher(List.of(view), 3, () -> Results.CAPTURED + 50);

  @Test
  void showsARepeatedResultOnceAndCountsIt() {
    accept(Results.detected("a", "car", "bus"), Results.detected("a", "car", "bus"));
    accept(Results.skipped("b"));
    assertThat(shown).containsExactly("a", "b");
    assertThat(watcher.arrivals()).isEqualTo(3);
    assertThat(watcher.summary(1))
        .isEqualTo(
            "2 results: 1 detected (2 objects), 1 skipped, 0 failed, 1 repeated,"
                + " 1 message was no result; latency p50 40 ms, p99 40 ms, from capture to result");
  }

  @Test
  void detectionsTakeThePlaceOfAFailureAndNothingThatOfDetections() throws Exception {
    accept(Results.failed("a", "x"), Results.failed("a", "x"), Results.detected("a", "car"));
    accept(Results.failed("a", "x"), Results.detected("a", "car"));
    assertThat(shown).containsExactly("a", "a");
    assertThat(watcher.summary(0))
        .startsWith("2 results: 1 detected (1 object), 0 skipped, 1 failed, 3 repeated");
  }

  @Test
  void hasEnoughAtTheCountAndHoldsBackWhatIsTooMany() throws Exception {
    accept(Results.skipped("a"), Results.skipped("b"));
    assertThat(watcher.enough()).isNotDone();
    accept(Results.failed("c", "x"));
    assertThat(watcher.enough()).isDone();
    Thread late = new Thread(() -> accept(Results.skipped("d")));
    late.start();
    watcher.release();
    late.join(10_000);
    assertThat(late.isAlive()).isFalse();
    assertThat(shown).containsExactly("a", "b", "c");
  }

  @Test
  void aResultThatCannotBeShownIsNotTakenAndEndsTheWatch() throws Exception {
    ResultView full =
        new JsonLinesView(
            new OutputStreamWriter(new FileOutputStream("/dev/full"), StandardCharsets.UTF_8));
    Watcher watcher = new Watcher(List.of(view, full), 0, () -> Results.CAPTURED);
    Thread results = new Thread(() -> watcher.accept(Results.received(Results.skipped("a"))));
    results.start();
    assertThatThrownBy(() -> watcher.enough().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    assertThat(results.isAlive()).isTrue(); // it would be acked otherwise
    assertThat(watcher.results()).isZero();
    watcher.release();
    results.join(10_000);
    assertThat(results.isAlive()).isFalse();
    full.close();
  }

  @Test
  void forgetsTheOldestIds() {
    SeenResults seen = new SeenResults(2);
    assertThat(seen.isNews("a", true)).isTrue();
    assertThat(seen.isNews("a", true)).isFalse();
    assertThat(seen.isNews("b", true)).isTrue();
    assertThat(seen.isNews("c", true)).isTrue();
    assertThat(seen.isNews("a", true)).isTrue();
  }

  @Test
  void losesPatienceWhenNothingComes() {
    Patience patience = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(2), 100);
    assertThat(patience.left(0, 100)).isEqualTo(2_000_000_000L);
    assertThat(patience.left(1, 1_000_000_100L)).isEqualTo(2_000_000_000L);
    assertThat(patience.left(1, 3_000_000_100L)).isZero();
    assertThat(patience.left(2, 9_500_000_100L)).isEqualTo(500_000_000L);
  }

  @Test
  void aJsonLineHoldsTheBodyAndItsDelivery() throws Exception {
    ReceivedResult received = Results.received(Results.detected("a", "car"));
    JsonNode line =
        new ObjectMapper().readTree(JsonLinesView.line(received, Results.CAPTURED + 50));
    assertThat(line.at("/status").asText()).isEqualTo("detected");
    assertThat(line.at("/request_id").asText()).isEqualTo("a");
    assertThat(line.at("/detections/0/box/x2").asDouble()).isEqualTo(60);
    assertThat(line.at("/delivery/latency_ms").asLong()).isEqualTo(50);
    assertThat(line.at("/delivery/worker").asText()).isEqualTo("w-1");
    assertThat(line.at("/delivery/timings_ms/inference").asDouble()).isEqualTo(30.25);
    assertThat(line.at("/delivery/timings_ms").has("batch_wait")).isFalse();
  }

  @Test
  void aJsonLineSteersNoTerminal() throws Exception {
    String detail = "caf\u00e9 \u009b2J";
    String line = JsonLinesView.line(Results.received(Results.failed("a", detail)), 0);
    assertThat(line).isASCII();
    assertThat(new ObjectMapper().readTree(line).at("/detail").asText()).isEqualTo(detail);
  }

  private void accept(FrameResult... results) {
    for (FrameResult result : results) {
      watcher.accept(Results.received(result));
    }
  }
}
