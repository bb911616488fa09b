package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllMetricsTest {
  private final List<String> told = new ArrayList<>();

  private WorkerMetrics listener(String name) {
    return new WorkerMetrics() {
      @Override
      public void frameReceived(int sizeBytes, boolean redelivered) {
        told.add(name + " " + sizeBytes + " " + redelivered);
        if (sizeBytes < 0) throw new IllegalStateException(name);
      }
    };
  }

  @Test
  void anEventReachesEverybodyInOrder() {
    WorkerMetrics all = AllMetrics.of(listener("a"), AllMetrics.of(listener("b"), listener("c")));
    all.frameReceived(7, true);
    all.frameRequeued();
    assertThat(told).containsExactly("a 7 true", "b 7 true", "c 7 true");
    assertThat(all).hasSameHashCodeAs(all);
  }

  @Test
  void whatOneThrowsIsThrownAsItIs() {
    WorkerMetrics all = AllMetrics.of(listener("a"), AllMetrics.of(listener("b")));
    assertThatThrownBy(() -> all.frameReceived(-1, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a");
    assertThat(told).containsExactly("a -1 false");
  }
}
