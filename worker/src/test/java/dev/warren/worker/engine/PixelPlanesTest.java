package dev.warren.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.flow.Letterbox;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelPlanesTest {
  @ParameterizedTest
  @CsvSource({"256, 3, 1", "1, 1, 3", "7, 5, 4", "64, 40, 2"})
  void isTheExactQuotientAtEveryPlace(int width, int height, int images) {
    Random random = new Random(width);
    PixelPlanes planes = new PixelPlanes(width, height, images);
    for (int round = 0; round < 3; round++) {
      ByteBuffer pixels = pixels(width, height, images, random);
      for (int count = 1; count <= images; count++) {
        assertPlanes(planes.convert(pixels, count), pixels, width, height, count);
      }
    }
  }

  @Test
  void paddingAndPicturesReplaceOneAnother() {
    ByteBuffer pixels = ByteBuffer.allocateDirect(2 * 2 * 3);
    PixelPlanes planes = new PixelPlanes(2, 2, 1);
    for (int level : new int[] {0, Letterbox.PADDING, Letterbox.PADDING, 9, Letterbox.PADDING}) {
      for (int i = 0; i < 12; i++) pixels.put(i, (byte) level);
      assertPlanes(planes.convert(pixels, 1), pixels, 2, 2, 1);
      pixels.put(5, (byte) 1);
      assertPlanes(planes.convert(pixels, 1), pixels, 2, 2, 1);
    }
  }

  /** Rows of noise and rows of padding. */
  private static ByteBuffer pixels(int width, int height, int images, Random random) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(width * height * images * 3);
    byte[] row = new byte[width * 3];
    for (int line = 0; line < height * images; line++) {
      if (random.nextBoolean()) random.nextBytes(row);
      else Arrays.fill(row, (byte) Letterbox.PADDING);
      pixels.put(line * row.length, row);
    }
    return pixels;
  }

  private static void assertPlanes(
      ByteBuffer planes, ByteBuffer pixels, int width, int height, int images) {
    assertThat(planes.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(planes.remaining()).isEqualTo(images * 3 * width * height * Float.BYTES);
    int plane = width * height;
    for (int i = 0; i < images * plane * 3; i++) {
      int image = i / (plane * 3);
      int channel = i / plane % 3;
      int pixel = image * plane + i % plane;
      float expected = (pixels.get(pixel * 3 + channel) & 0xff) / 255f;
      assertThat(planes.getFloat(i * Float.BYTES)).isEqualTo(expected);
    }
  }
}
