package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.camera.SimulatedCamera;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawViewTest {
  @TempDir Path folder;

  @Test
  void drawsPictureAndResultWhicheverComesFirst() throws Exception {
    byte[] jpeg = new SimulatedCamera("gate-1", 1, 128, 96).frame(0).jpeg(0.9f);
    DrawView view = new DrawView(folder);
    view.picture("a", jpeg);
    view.show(Results.received(Results.detected("a", "car")), 0);
    view.show(Results.received(Results.detected("b", "bus")), 0);
    view.picture("b", jpeg);
    view.show(Results.received(Results.skipped("c")), 0);
    view.picture("c", jpeg);
    view.close();
    assertThat(view.summary()).startsWith("2 pictures in");
    List<Path> files = files();
    assertThat(files).hasSize(2);
    assertThat(files.get(0).getFileName().toString()).matches("gate-1-000007-[0-9a-f]{8}\\.jpg");
    BufferedImage drawn = ImageIO.read(files.get(0).toFile());
    BufferedImage plain = PictureFile.read(jpeg);
    assertThat(difference(drawn, plain, 10, 50)).isGreaterThan(difference(drawn, plain, 120, 5));
  }

  @Test
  void whatIsNoPictureIsCountedNotDrawn() throws Exception {
    DrawView view = new DrawView(folder);
    view.picture("a", new byte[] {1, 2, 3});
    view.show(Results.received(Results.detected("a", "car")), 0);
    view.close();
    assertThat(view.summary()).isEqualTo("0 pictures in " + folder + ", 1 left out");
    assertThat(files()).isEmpty();
  }

  @Test
  void forgetsTheOldestPicturesAndResults() {
    Pairing<String> pairing = new Pairing<>(10, 1);
    pairing.picture("a", new byte[6]);
    pairing.picture("b", new byte[6]);
    assertThat(pairing.result("a", "ra")).isEmpty();
    assertThat(pairing.result("b", "rb")).isPresent();
    assertThat(pairing.result("c", "rc")).isEmpty();
    assertThat(pairing.picture("a", new byte[6])).isEmpty();
    assertThat(pairing.picture("c", new byte[6])).contains("rc");
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }

  private static int difference(BufferedImage a, BufferedImage b, int x, int y) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      sum += Math.abs((a.getRGB(x, y) >> shift & 255) - (b.getRGB(x, y) >> shift & 255));
    }
    return sum;
  }
}
