package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyTest {
  @Test
  void namesAreFixed() {
    Topology t = Topology.DEFAULT;
    assertThat(t.framesExchange()).isEqualTo("warren.frames");
    assertThat(t.framesQueue("yolo11n")).isEqualTo("warren.frames.yolo11n");
    assertThat(t.framesBinding("yolo11n")).isEqualTo("yolo11n.#");
    assertThat(t.detectionsExchange()).isEqualTo("warren.detections");
    assertThat(t.detectionsQueue()).isEqualTo("warren.detections");
    assertThat(t.retryQueue(Duration.ofSeconds(10))).isEqualTo("warren.retry.10s");
    assertThat(t.retryQueue(Duration.ofMillis(1500))).isEqualTo("warren.retry.1500ms");
    assertThat(t.quarantineExchange()).isEqualTo("warren.quarantine");
    assertThat(t.quarantineQueue("yolo11n")).isEqualTo("warren.quarantine.yolo11n");
    assertThat(t.deadLetterExchange()).isEqualTo("warren.dlx");
    assertThat(t.deadLetterQueue()).isEqualTo("warren.dead-letters");
    assertThat(Topology.routingKey("yolo11n", "site.gate-3")).isEqualTo("yolo11n.site.gate-3");
    assertThat(Topology.routingKey("yolo11n", "")).isEqualTo("yolo11n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a*", "#", "a b", "a\nb"})
  void aModelIsOneWord(String model) {
    assertThatThrownBy(() -> Topology.DEFAULT.framesQueue(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model is not one word of a routing key: ");
  }

  @Test
  void aPrefixIsPlain() {
    assertThatThrownBy(() -> new Topology("a b")).hasMessageStartingWith("prefix is not ");
    assertThatThrownBy(() -> new Topology("")).hasMessageStartingWith("prefix is not ");
  }
}
