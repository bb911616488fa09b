package dev.warren.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An ordinary build has the Java side of NVML alone. */
class GpusTest {
  @Test
  void aBuildWithoutGpusHasNoneAndKnowsWhy() {
    try (GpuMonitor gpus = Gpus.watch()) {
      assertThat(gpus.read()).isEmpty();
    }
    assertThat(Gpus.missing()).contains("libjninvml.so").contains("not a GPU build");
    assertThat(Gpus.watch()).isSameAs(GpuMonitor.NONE);
  }
}
