package dev.warren.loadtest.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportScenesTest {
  @Test
  void writesOnePictureAndItsLabelsPerSeed(@TempDir Path folder) throws IOException {
    ExportScenes.main(
        new String[] {"--out", folder.toString(), "--count", "3", "--first-seed", "1000000"});

    for (long seed = 1_000_000; seed < 1_000_003; seed++) {
      assertThat(ImageIO.read(folder.resolve(seed + ".jpg").toFile())).isNotNull();
      assertThat(Files.readAllLines(folder.resolve(seed + ".txt")))
          .isNotEmpty()
          .allMatch(line -> line.matches("[0-5]( [01]\\.\\d{6}){4}"));
    }
  }
}
