package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.testing.Pictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JPEG decoded smaller than it is lies in the input as the whole one does. */
class ScaledDecodeTest {
  private static final int SIDE = 160;

  private final FrameDecoder whole = new FrameDecoder(DecodeConfig.DEFAULT, SIDE, SIDE);
  private final FrameDecoder scaled =
      new FrameDecoder(DecodeConfig.DEFAULT.withScaled(true), SIDE, SIDE);
  private final ByteBuffer expected = ByteBuffer.allocateDirect(SIDE * SIDE * 3);
  private final ByteBuffer actual = ByteBuffer.allocateDirect(SIDE * SIDE * 3);

  @AfterEach
  void free() {
    whole.close();
    scaled.close();
  }

  @ParameterizedTest
  @CsvSource({
    "320, 180", // 1/2
    "640, 360", // 1/4
    "1280, 720", // 1/8
    "1920, 1080", // 1/8, and then a little less
    "1922, 1080", // 1/2: 4 does not divide both sides
    "1921, 1079", // whole: nothing divides them
    "1000, 1600",
  })
  void aDrawnBoxComesBackToItsPlace(int width, int height) throws DecodeException {
    BufferedImage picture = Pictures.plain(width, height, Color.BLACK);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.WHITE);
    int x1 = width / 4;
    int y1 = height / 3;
    int x2 = width * 3 / 5;
    int y2 = height * 4 / 5;
    g.fillRect(x1, y1, x2 - x1, y2 - y1);
    g.dispose();

    Letterbox letterbox = scaled.decode(Pictures.encode(picture, "jpg"), actual);

    assertThat(letterbox).isEqualTo(Placing.of(width, height, SIDE, SIDE).letterbox());
    // Where half of the light has come, summed along the middle row and the middle column.
    double inputY = letterbox.padY() + (y1 + y2) / 2.0 * letterbox.gain();
    double inputX = letterbox.padX() + (x1 + x2) / 2.0 * letterbox.gain();
    double rowsBefore = letterbox.padY();
    double columnsBefore = letterbox.padX();
    double tolerance = 0.15 / letterbox.gain(); // of a pixel of the input
    assertThat(letterbox.imageX(edge((int) inputX, columnsBefore, (int) inputY, false, true)))
        .isCloseTo(x1, within(tolerance));
    assertThat(letterbox.imageX(edge((int) inputX, columnsBefore, (int) inputY, false, false)))
        .isCloseTo(x2, within(tolerance));
    assertThat(letterbox.imageY(edge((int) inputY, rowsBefore, (int) inputX, true, true)))
        .isCloseTo(y1, within(tolerance));
    assertThat(letterbox.imageY(edge((int) inputY, rowsBefore, (int) inputX, true, false)))
        .isCloseTo(y2, within(tolerance));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void appliesExifOrientation(int orientation) throws DecodeException {
    byte[] stored = Pictures.encode(Pictures.quarters(1280, 720), "jpg");
    byte[] turned = Pictures.withOrientation(stored, orientation);

    Letterbox letterbox = scaled.decode(turned, actual);

    assertThat(letterbox).isEqualTo(whole.decode(turned, expected));
    assertThat(letterbox.imageWidth()).isEqualTo(orientation < 5 ? 1280 : 720);
    assertThat(meanDifference()).isLessThan(1);
  }

  @ParameterizedTest
  @CsvSource({"1279, 719, jpg", "1280, 720, png", "200, 120, jpg"})
  void whatMayNotBeScaledIsDecodedWhole(int width, int height, String format)
      throws DecodeException {
    byte[] image = Pictures.encode(Pictures.quarters(width, height), format);

    scaled.decode(image, actual);
    whole.decode(image, expected);

    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void isReallyScaled() throws DecodeException {
    byte[] image = Pictures.encode(stripes(1280, 720), "jpg");

    scaled.decode(image, actual);
    whole.decode(image, expected);

    assertThat(actual).isNotEqualTo(expected);
  }

  @Test
  void aDamagedJpegIsRefusedAllTheSame() {
    byte[] image = Pictures.encode(Pictures.quarters(1280, 720), "jpg");

    assertThatThrownBy(() -> scaled.decode(Arrays.copyOf(image, image.length / 2), actual))
        .isInstanceOf(DecodeException.class)
        .hasMessage("image/jpeg 1280x720 is damaged or cut short");
  }

  /**
   * Where the light begins, or ends, on the line through {@code across}: the pixels of the edge
   * count by how bright they are.
   */
  private double edge(int middle, double before, int across, boolean column, boolean first) {
    double light = 0;
    if (first) {
      for (int i = (int) before; i < middle; i++) light += level(i, across, column) / 255.0;
      return middle - light;
    }
    for (int i = middle; i < SIDE - (int) before; i++) light += level(i, across, column) / 255.0;
    return middle + light;
  }

  private int level(int i, int across, boolean column) {
    int at = column ? (i * SIDE + across) * 3 : (across * SIDE + i) * 3;
    return actual.get(at) & 255;
  }

  private double meanDifference() {
    long sum = 0;
    for (int i = 0; i < SIDE * SIDE * 3; i++) {
      sum += Math.abs((actual.get(i) & 255) - (expected.get(i) & 255));
    }
    return (double) sum / (SIDE * SIDE * 3);
  }

  private static BufferedImage stripes(int width, int height) {
    BufferedImage picture = Pictures.plain(width, height, Color.BLACK);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.WHITE);
    for (int x = 0; x < width; x += 5) g.fillRect(x, 0, 2, height);
    g.dispose();
    return picture;
  }
}
