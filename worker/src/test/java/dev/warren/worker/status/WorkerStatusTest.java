package dev.warren.worker.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.EngineInfo;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.testing.FakeGauges;
import dev.warren.worker.testing.Pictures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WorkerStatusTest {
  private final Readiness readiness = new Readiness();
  private final WorkerCounters counters = new WorkerCounters();
  @AutoClose private final BottleneckWatch watch = BottleneckWatch.start(counters, readiness);
  private final WorkerStatus status =
      new WorkerStatus(
          new WorkerStatus.About("1.2.3", "w1"), readiness, counters, watch, Optional.empty());

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(status.json());
  }

  @Test
  void saysWhyNoFramesAreTakenAndThatNothingIsKnownYet() throws Exception {
    assertThat(json().at("/ready").asBoolean()).isTrue();
    readiness.obstruct("start", "loading \"the\" model");
    JsonNode json = json();
    assertThat(json.at("/version").asText()).isEqualTo("1.2.3");
    assertThat(json.at("/ready").asBoolean()).isFalse();
    assertThat(json.at("/reasons/0").asText()).isEqualTo("start: loading \"the\" model");
    assertThat(json.at("/bottleneck/stage").asText()).isEqualTo("inconclusive");
    assertThat(json.at("/bottleneck/reason").asText()).isNotEmpty();
    assertThat(json.at("/bottleneck/advice").asText()).isNotEmpty();
    assertThat(json.at("/bottleneck/since_ms").asLong()).isBetween(0L, 600_000L);
    assertThat(json.has("pipeline")).isFalse();
    assertThat(json.has("engine")).isFalse();
  }

  @Test
  void showsTheServingWorkerAndWhatItDid() throws Exception {
    WorkerMetrics told = status.listener();
    told.engineServes(new EngineInfo("onnxruntime", "yolo", "sha256:1", "model", "worker", 4));
    PipelineLoad load =
        new PipelineLoad(
            new PipelineLoad.Intake(3, 16, PipelineLoad.QueueReading.NONE),
            new PipelineLoad.Decode(2, 1, 0, 0),
            new PipelineLoad.Engine(2, 4, 4, 0, Double.NaN),
            new PipelineLoad.Publish(5, 0, false));
    told.workerServes(new FakeGauges(() -> load));
    counters.frameReceived(10, false);
    told.batchRan(2, 30_000_000);
    await().until(() -> json().has("pipeline"));
    JsonNode json = json();
    assertThat(json.at("/worker").asText()).isEqualTo("w1");
    assertThat(json.at("/engine/name").asText()).isEqualTo("onnxruntime");
    assertThat(json.at("/engine/max_batch").asInt()).isEqualTo(4);
    assertThat(json.at("/totals/received").asLong()).isEqualTo(1);
    assertThat(json.at("/pipeline/intake/limit").asDouble()).isEqualTo(16);
    assertThat(json.at("/pipeline/intake").has("ready")).as("not known").isFalse();
    assertThat(json.at("/pipeline/engine").has("capacity_frames_per_second")).isFalse();
    assertThat(json.at("/pipeline/publish/unconfirmed").asDouble()).isEqualTo(5);
    assertThat(json.at("/stages/run/count").asLong()).isEqualTo(1);
    assertThat(json.at("/batches").toString()).isEqualTo("[0,1]");
    assertThat(status.json()).doesNotContain("\n");
  }

  @Test
  void hasNoFramesUnlessTheyAreToBeShown() throws Exception {
    status.watched();
    assertThat(json().has("frames")).isFalse();
    assertThat(status.picture(1)).isEmpty();
    try (LastFrames frames = new LastFrames(DecodeConfig.DEFAULT)) {
      WorkerStatus showing =
          new WorkerStatus(
              new WorkerStatus.About("1", "w1"), readiness, counters, watch, Optional.of(frames));
      FrameRef frame = new FrameRef("r", "<b>gate</b>", 7L, "m", "sha256:0", null);
      Detection car = new Detection("car", 2, 0.5, new Box(1, 2, 3, 4));
      FrameResult.Detected result =
          new FrameResult.Detected(frame, new ImageSize(64, 64), List.of(car));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                showing.watched();
                showing.listener().frameDetected(Pictures.grey(64, 90), result);
                return showing.json().contains("camera");
              });
      JsonNode shown = new ObjectMapper().readTree(showing.json()).at("/frames/0");
      assertThat(shown.at("/camera").asText()).isEqualTo("<b>gate</b>");
      assertThat(shown.at("/seq").asLong()).isEqualTo(7);
      assertThat(shown.at("/width").asInt()).isEqualTo(64);
      assertThat(shown.at("/boxes/0/class").asText()).isEqualTo("car");
      assertThat(shown.at("/boxes/0/x2").asDouble()).isEqualTo(3);
      assertThat(showing.picture(shown.at("/id").asLong())).isPresent();
    }
  }
}
