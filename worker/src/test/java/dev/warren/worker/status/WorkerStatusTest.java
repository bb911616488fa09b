package dev.warren.worker.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerCounters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerStatusTest {
  private final Readiness readiness = new Readiness();
  private final BottleneckWatch watch = BottleneckWatch.start(new WorkerCounters(), readiness);
  private final WorkerStatus status = new WorkerStatus("1.2.3", readiness, watch);

  @AfterEach
  void close() {
    watch.close();
  }

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
  }
}
