package dev.warren.loadtest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedCameraTest {
  @Test
  void redrawsAnyFrameFromSeedAndIndex() {
    CameraFrame first = camera(42).frame(1841);
    SimulatedCamera other = camera(42);
    other.frame(3);
    CameraFrame again = other.frame(1841);

    assertThat(again.objects()).isEqualTo(first.objects());
    assertThat(pixels(again.image())).isEqualTo(pixels(first.image()));
    assertThat(again.jpeg(0.8f)).isEqualTo(first.jpeg(0.8f));
  }

  @Test
  void anotherSeedSeesAnotherStreet() {
    assertThat(pixels(camera(1).frame(0).image())).isNotEqualTo(pixels(camera(2).frame(0).image()));
  }

  @ParameterizedTest
  @CsvSource({"320, 240", "640, 480", "1280, 720", "1920, 1080", "480, 640"})
  void keepsLabelsInsideTheImageAtAnySize(int width, int height) {
    for (long seed = 1; seed <= 5; seed++) {
      CameraFrame frame = new SimulatedCamera("gate", seed, width, height).frame(77);
      assertThat(frame.image().getWidth()).isEqualTo(width);
      assertThat(frame.image().getHeight()).isEqualTo(height);
      for (LabelledBox box : frame.objects()) {
        assertThat(box.x1()).isBetween(0.0, box.x2());
        assertThat(box.y1()).isBetween(0.0, box.y2());
        assertThat(box.x2()).isLessThanOrEqualTo(width);
        assertThat(box.y2()).isLessThanOrEqualTo(height);
        assertThat(box.className()).isEqualTo(SceneClasses.NAMES.get(box.classId()));
      }
    }
  }

  @Test
  void showsEveryClass() {
    Set<String> seen = new HashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      camera(seed).frame(100).objects().forEach(box -> seen.add(box.className()));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(SceneClasses.NAMES);
  }

  @Test
  void nextFrameShowsTheSameObjectsALittleFurtherOn() {
    int objects = 0;
    int followed = 0;
    for (long seed = 1; seed <= 10; seed++) {
      SimulatedCamera camera = camera(seed);
      List<LabelledBox> next = camera.frame(501).objects();
      for (LabelledBox box : camera.frame(500).objects()) {
        objects++;
        followed += next.stream().anyMatch(other -> follows(box, other)) ? 1 : 0;
      }
    }
    assertThat((double) followed / objects).isGreaterThan(0.9);
  }

  @Test
  void trafficComesAndGoes() {
    SimulatedCamera camera = camera(5);
    assertThat(camera.frame(0).objects()).isNotEqualTo(camera.frame(50).objects());
    assertThat(camera.frame(1_000_000).objects()).isNotEmpty();
  }

  @Test
  void encodesReadableJpegs() throws IOException {
    byte[] jpeg = camera(3).frame(9).jpeg(0.8f);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(image.getWidth()).isEqualTo(640);
    assertThat(image.getHeight()).isEqualTo(480);
  }

  @Test
  void refusesNegativeIndexAndTinyFrames() {
    assertThatThrownBy(() -> camera(1).frame(-1)).hasMessage("index < 0: -1");
    assertThatThrownBy(() -> new SimulatedCamera("gate", 1, 32, 480))
        .hasMessage("frame < 64x64: 32x480");
  }

  private static SimulatedCamera camera(long seed) {
    return new SimulatedCamera("gate", seed, 640, 480);
  }

  private static boolean follows(LabelledBox box, LabelledBox later) {
    double moved = Math.abs(middle(later) - middle(box));
    return later.classId() == box.classId()
        && Math.abs(later.y2() - box.y2()) < 8
        && moved < 0.15 * 480;
  }

  private static double middle(LabelledBox box) {
    return (box.x1() + box.x2()) / 2;
  }

  private static byte[] pixels(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }
}
