package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    timings = new TimingCacheFile(file, "10.6.0 NVIDIA L4");
  }

  @Test
  void givesBackWhatWasWritten() {
    assertThat(timings.read()).isEmpty();
    timings.write(new byte[] {9});
    timings.write(TIMINGS);

    assertThat(timings.read()).hasValueSatisfying(read -> assertThat(read).isEqualTo(TIMINGS));
  }

  @Test
  void leavesNothingElseBehind() throws IOException {
    timings.write(TIMINGS);

    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 32, 33, 34, 49, 50, 53, 54})
  void ignoresDamageAnywhere(int at) throws IOException {
    timings.write(TIMINGS);
    byte[] content = Files.readAllBytes(file);
    assertThat(content).hasSize(55);

    Files.write(file, Arrays.copyOf(content, at));
    assertThat(timings.read()).isEmpty();

    content[at] ^= 1;
    Files.write(file, content);
    assertThat(timings.read()).isEmpty();
  }

  @Test
  void ignoresThoseOfAnotherDevice() {
    timings.write(TIMINGS);

    assertThat(new TimingCacheFile(file, "10.6.0 NVIDIA T4").read()).isEmpty();
    assertThat(new TimingCacheFile(file, "10.6.0 NVIDIA L4 ").read()).isEmpty();
    assertThat(new TimingCacheFile(file, "10.6.0 NVIDIA L").read()).isEmpty();
    assertThat(new TimingCacheFile(file, "x".repeat(1000)).read()).isEmpty();
    assertThat(new TimingCacheFile(file, "10.6.0 NVIDIA L4").read()).isPresent();
  }

  @Test
  void failsNoBuildWhereItCannotWrite() throws IOException {
    Files.writeString(root.resolve("a file"), "");
    TimingCacheFile beneathAFile = new TimingCacheFile(root.resolve("a file/timings"), "");

    beneathAFile.write(TIMINGS);

    assertThat(beneathAFile.read()).isEmpty();
    assertThat(new TimingCacheFile(root, "").read()).isEmpty();
  }
}
