package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingCacheFileTest {
  private static final byte[] TIMINGS = {1, 2, 3, 4, 5};

  @TempDir private Path root;
  private Path file;
  private TimingCacheFile timings;

  @BeforeEach
  void open() {
    file = root.resolve("deep/er/timings");
    timings = new TimingCacheFile(file, FakeGpu.L4);
  }

  @Test
  void givesBackWhatWasWrittenAndLeavesNothingElseBehind() throws IOException {
    assertThat(timings.read()).isEmpty();
    timings.write(new byte[] {9});
    timings.write(TIMINGS);

    assertThat(timings.read()).contains(TIMINGS);
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 32, 33, 34, 73, 74, 77, 78})
  void ignoresDamageAnywhere(int at) throws IOException {
    timings.write(TIMINGS);
    byte[] content = Files.readAllBytes(file);
    assertThat(content).hasSize(79);

    Files.write(file, Arrays.copyOf(content, at));
    assertThat(timings.read()).isEmpty();

    content[at] ^= 1;
    Files.write(file, content);
    assertThat(timings.read()).isEmpty();
  }

  @Test
  void ignoresThoseOfAnotherDeviceOrVersion() {
    timings.write(TIMINGS);
    for (Gpu.Info other :
        List.of(
            FakeGpu.H100,
            new Gpu.Info(0, "Fake L4", "8.9", "10.6.0", "12.60"),
            new Gpu.Info(0, "Fake L4", "8", "10.6.0", "12.6"),
            new Gpu.Info(0, "x".repeat(1000), "8.9", "10.6.0", "12.6"))) {
      assertThat(new TimingCacheFile(file, other).read()).isEmpty();
    }
    assertThat(new TimingCacheFile(file, FakeGpu.L4).read()).isPresent();
  }

  @Test
  void failsNoBuildWhereItCannotWrite() throws IOException {
    Files.writeString(root.resolve("a file"), "");
    TimingCacheFile beneathAFile = new TimingCacheFile(root.resolve("a file/timings"), FakeGpu.L4);

    beneathAFile.write(TIMINGS);

    assertThat(beneathAFile.read()).isEmpty();
    assertThat(new TimingCacheFile(root, FakeGpu.L4).read()).isEmpty();
  }
}
