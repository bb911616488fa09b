package dev.warren.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/** An ordinary build has the Java side of NVML alone. */
class GpusTest {
  @Test
  void aBuildWithoutGpusHasNoneAndKnowsWhy() {
    String part = "/org/bytedeco/cuda/" + Loader.getPlatform() + "/libjninvml.so";
    assumeTrue(GpusTest.class.getResource(part) == null, "skipped: this is a GPU build");
    assertThat(Gpus.watch()).isSameAs(GpuMonitor.NONE);
    assertThatThrownBy(NativeNvml::requireBinding)
        .hasMessageContainingAll("libjninvml.so", "not a GPU build");
  }
}
