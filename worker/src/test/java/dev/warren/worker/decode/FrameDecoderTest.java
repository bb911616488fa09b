package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.testing.Pictures;
import java.awt.Color;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 64;

  private final FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, WIDTH, HEIGHT);
  private final ByteBuffer target = ByteBuffer.allocateDirect(WIDTH * HEIGHT * 3);

  @AfterEach
  void free() {
    decoder.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "jpg"})
  void writesRgbAndPadsWith114(String format) throws DecodeException {
    byte[] image = Pictures.encode(Pictures.plain(32, 32, new Color(200, 100, 20)), format);

    Letterbox letterbox = decoder.decode(image, target);

    assertThat(letterbox).isEqualTo(new Letterbox(32, 32, 2.0, 16, 0));
    assertThat(pixel(15, 30)).containsExactly(114, 114, 114);
    assertThat(pixel(80, 30)).containsExactly(114, 114, 114);
    int[] rgb = pixel(48, 32);
    assertThat(rgb[0]).isBetween(198, 202);
    assertThat(rgb[1]).isBetween(98, 102);
    assertThat(rgb[2]).isBetween(18, 22);
    assertThat(pixel(16, 0)).isEqualTo(rgb);
    assertThat(pixel(79, 63)).isEqualTo(rgb);
  }

  /** Colours of the upright picture's quarters, in reading order. */
  @ParameterizedTest
  @CsvSource({
    "0, RGBW", // out of range counts as upright
    "1, RGBW", "2, GRWB", // mirrored
    "3, WBGR", // turned by 180 degrees
    "4, BWRG", // upside down in a mirror
    "5, RBGW", // transposed
    "6, BRWG", // to be turned clockwise
    "7, WGBR", "8, GWRB", // to be turned counter-clockwise
    "9, RGBW",
  })
  void appliesExifOrientation(int orientation, String colours) throws DecodeException {
    byte[] stored = Pictures.encode(Pictures.quarters(64, 32), "jpg");

    Letterbox letterbox = decoder.decode(Pictures.withOrientation(stored, orientation), target);

    boolean turned = orientation >= 5 && orientation <= 8;
    assertThat(letterbox.imageWidth()).isEqualTo(turned ? 32 : 64);
    assertThat(letterbox.imageHeight()).isEqualTo(turned ? 64 : 32);
    int x = WIDTH / 2;
    int y = HEIGHT / 2;
    String seen = colour(x - 10, y - 10) + colour(x + 10, y - 10) + colour(x - 10, y + 10);
    assertThat(seen + colour(x + 10, y + 10)).isEqualTo(colours);
  }

  @Test
  void writesFromThePositionAndNoFurther() throws DecodeException {
    ByteBuffer larger = ByteBuffer.allocateDirect(WIDTH * HEIGHT * 3 + 20);
    larger.position(10);

    decoder.decode(Pictures.encode(Pictures.plain(WIDTH, HEIGHT, Color.WHITE), "png"), larger);

    assertThat(larger.position()).isEqualTo(10);
    assertThat(larger.get(9)).isZero();
    assertThat(larger.get(10)).isEqualTo((byte) 255);
    assertThat(larger.get(WIDTH * HEIGHT * 3 + 9)).isEqualTo((byte) 255);
    assertThat(larger.get(WIDTH * HEIGHT * 3 + 10)).isZero();
  }

  /** Its first memory holds 256 KiB; the larger of these comes near to what is allowed. */
  @Test
  void growsWithItsImagesAndGivesAllMemoryBack() throws DecodeException {
    long before = Pointer.totalBytes();
    try (FrameDecoder growing = new FrameDecoder(DecodeConfig.DEFAULT, WIDTH, HEIGHT)) {
      for (int side : new int[] {400, 1_180}) {
        byte[] image = Pictures.encode(Pictures.plain(side, side, Color.GREEN), "bmp");
        growing.decode(image, target);
        assertThat(pixel(WIDTH / 2, HEIGHT / 2)).containsExactly(0, 255, 0);
        assertThat(Pointer.totalBytes()).isGreaterThanOrEqualTo(image.length);
      }
    }
    // What a collector frees meanwhile makes it only less.
    assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
  }

  @Test
  void aBadImageLeavesTheDecoderUsable() throws DecodeException {
    byte[] good = Pictures.encode(Pictures.quarters(640, 480), "jpg");
    byte[] cut = Arrays.copyOf(good, good.length / 2);
    decoder.decode(good, target);
    byte[] expected = bytes();

    assertThatThrownBy(() -> decoder.decode(cut, target))
        .isInstanceOf(DecodeException.class)
        .hasMessage("image/jpeg 640x480 is damaged or cut short");
    decoder.decode(Pictures.encode(Pictures.plain(20, 700, Color.PINK), "png"), target);
    decoder.decode(good, target);

    assertThat(bytes()).isEqualTo(expected);
  }

  @Test
  void refusesATargetThatIsTooSmallOrOnTheHeap() {
    byte[] image = Pictures.encode(Pictures.plain(8, 8, Color.RED), "png");

    assertThatThrownBy(() -> decoder.decode(image, ByteBuffer.allocateDirect(10)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decoder.decode(image, ByteBuffer.allocate(WIDTH * HEIGHT * 3)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToDecodeAfterClose() {
    decoder.close();
    decoder.close();

    assertThatThrownBy(() -> decoder.decode(new byte[] {1}, target))
        .isInstanceOf(IllegalStateException.class);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[target.capacity()];
    target.get(0, bytes);
    return bytes;
  }

  private int[] pixel(int x, int y) {
    int at = (y * WIDTH + x) * 3;
    return new int[] {target.get(at) & 255, target.get(at + 1) & 255, target.get(at + 2) & 255};
  }

  private String colour(int x, int y) {
    int[] rgb = pixel(x, y);
    boolean red = rgb[0] > 128;
    boolean green = rgb[1] > 128;
    boolean blue = rgb[2] > 128;
    if (red && green && blue) return "W";
    return red ? "R" : green ? "G" : blue ? "B" : "?";
  }

  @Test
  void decodesKindsThatFewSend() throws DecodeException {
    List<byte[]> images = new ArrayList<>(OddImages.pngs());
    images.remove(images.size() - 1); // animated
    images.addAll(OddImages.jpegs());
    images.add(OddImages.bitmap());
    for (byte[] image : images) {
      Letterbox letterbox = decoder.decode(image, target);
      assertThat(List.of(letterbox.imageWidth(), letterbox.imageHeight()))
          .as("image %d", images.indexOf(image))
          .containsExactlyInAnyOrder(20, 13);
    }
  }
}
