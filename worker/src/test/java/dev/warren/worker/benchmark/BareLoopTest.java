package dev.warren.worker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BareLoopTest {
  private static final int SIDE = 8;
  private static final Duration SHORT = Duration.ofMillis(5);

  @TempDir private Path folder;
  private final List<String> problems = new ArrayList<>();

  private final FakeEngine engine = new FakeEngine("fake", SIDE, 4, 2);

  @Test
  void everyLaneMeasuresAtLeastOneTurn() throws Exception {
    try (BareLoop loop = open(3, Pictures.grey(SIDE, 7))) {
      BatchFigures figures = loop.batches(4, Duration.ZERO, Duration.ofNanos(1));

      assertThat(figures.frames()).isGreaterThanOrEqualTo(3 * 4).matches(n -> n % 4 == 0);
      assertThat(figures.framesPerSecond()).isPositive();
      assertThat(engine.batchSizes()).isNotEmpty().allMatch(size -> size == 4);
    }
  }

  @Test
  void aSingleFrameIsOneOfABatchOfOneOnOneLane() throws Exception {
    try (BareLoop loop = open(2, Pictures.grey(SIDE, 7))) {
      SingleFigures figures = loop.single(SHORT, SHORT);

      assertThat(engine.batchSizes()).allMatch(size -> size == 1);
      assertThat(figures.frame().p50()).isGreaterThanOrEqualTo(figures.inference().p50());
    }
  }

  @Test
  void anEngineThatFailsEndsAllLanes() throws Exception {
    byte[] poison = Pictures.grey(SIDE, FakeEngine.POISON & 0xFF);
    // The second lane begins with the second image, and comes to the poison in its second batch.
    byte[] good = Pictures.grey(SIDE, 7);
    try (BareLoop loop = open(2, good, good, good, poison)) {
      assertThatThrownBy(() -> loop.batches(1, SHORT, Duration.ofSeconds(1)))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("poisoned");
    }
  }

  @Test
  void imagesAreReadAndEachIsDecodedOnce() throws IOException {
    Path good = Files.write(folder.resolve("good.png"), Pictures.grey(SIDE, 7));
    Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");

    assertThat(load(good, bad, folder, good).images()).hasSize(2);
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0)).startsWith(bad + ": unsupported: not an image");
    assertThat(problems.get(1)).startsWith(folder + ": cannot be read");
    assertThatThrownBy(() -> load(bad))
        .isInstanceOf(IOException.class)
        .hasMessage("no file could be used");
  }

  private EncodedImages load(Path... files) throws IOException {
    return EncodedImages.load(List.of(files), DecodeConfig.DEFAULT, engine.spec(), problems::add);
  }

  private BareLoop open(int lanes, byte[]... images) {
    return BareLoop.open(
        engine,
        lanes,
        new EncodedImages(List.of(images)),
        DecodeConfig.DEFAULT,
        PostprocessConfig.DEFAULT);
  }
}
