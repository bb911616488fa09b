package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stored pictures of 64 by 32, white at the top left and grey at the top right, else black. */
class OrientationTest {
  /** After signature and header of a PNG, and before its end. */
  private static final int FIRST = 8 + 25;

  private static final int LAST = -12;

  @ParameterizedTest
  @CsvSource({
    "1, 64x32, top left, top right",
    "2, 64x32, top right, top left",
    "3, 64x32, bottom right, bottom left",
    "4, 64x32, bottom left, bottom right",
    "5, 32x64, top left, bottom left",
    "6, 32x64, top right, bottom right",
    "7, 32x64, bottom right, top right",
    "8, 32x64, bottom left, top left",
    "0, 64x32, top left, top right",
    "9, 64x32, top left, top right"
  })
  void picturesAreTurnedUpright(int orientation, String size, String white, String grey)
      throws Exception {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] exif = exif(orientation, order);
      for (byte[] encoded : List.of(jpeg(exif), png(exif, FIRST), png(exif, LAST))) {
        BufferedImage image = PictureFile.read(encoded);
        assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(size);
        assertThat(brightness(image, white)).isGreaterThan(220);
        assertThat(brightness(image, grey)).isBetween(100, 160);
      }
    }
  }

  @Test
  void damagedChunksOfAPngAreAsGoodAsNone() throws Exception {
    byte[] png = png(exif(6, ByteOrder.BIG_ENDIAN), LAST);
    for (int length = 0; length < png.length; length++) {
      assertThat(Orientation.of(Arrays.copyOf(png, length))).isIn(1, 6);
    }
    for (int bytes : new int[] {-1, -8, -12, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      ByteBuffer.wrap(png).putInt(FIRST, bytes);
      assertThat(Orientation.of(png)).isEqualTo(1);
    }
  }

  @Test
  void damagedExifDataIsAsGoodAsNone() throws Exception {
    byte[] whole = exif(6, ByteOrder.BIG_ENDIAN);
    for (int length = 6; length < whole.length - 4; length++) {
      assertThat(PictureFile.read(jpeg(Arrays.copyOf(whole, length))).getWidth()).isIn(64, 32);
    }
    whole[10] = (byte) 0xff; // the offset of the first directory, now negative
    assertThat(PictureFile.read(jpeg(whole)).getWidth()).isEqualTo(64);
  }

  private static int brightness(BufferedImage image, String corner) {
    int x = corner.endsWith("left") ? 4 : image.getWidth() - 5;
    int y = corner.startsWith("top") ? 4 : image.getHeight() - 5;
    return new Color(image.getRGB(x, y)).getGreen();
  }

  /** One directory with one entry. */
  private static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(32).order(order);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d));
    exif.putShort((short) 42).putInt(8);
    exif.putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return exif.array();
  }

  private static byte[] jpeg(byte[] app1) throws IOException {
    byte[] bytes = encoded("jpg");
    ByteBuffer jpeg = ByteBuffer.allocate(bytes.length + 4 + app1.length);
    jpeg.put(bytes, 0, 2).putShort((short) 0xffe1).putShort((short) (app1.length + 2)).put(app1);
    return jpeg.put(bytes, 2, bytes.length - 2).array();
  }

  /**
   * @param at where the chunk goes; from the end if negative
   */
  private static byte[] png(byte[] exif, int at) throws IOException {
    byte[] bytes = encoded("png");
    int place = at < 0 ? bytes.length + at : at;
    int length = exif.length - 6; // no text before it here
    CRC32 checksum = new CRC32();
    byte[] kind = "eXIf".getBytes(StandardCharsets.US_ASCII);
    checksum.update(kind);
    checksum.update(exif, 6, length);
    ByteBuffer png = ByteBuffer.allocate(bytes.length + 12 + length);
    png.put(bytes, 0, place).putInt(length).put(kind).put(exif, 6, length);
    png.putInt((int) checksum.getValue());
    return png.put(bytes, place, bytes.length - place).array();
  }

  private static byte[] encoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 16, 16);
    g.setColor(Color.GRAY);
    g.fillRect(48, 0, 16, 16);
    g.dispose();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(image, format, plain);
    return plain.toByteArray();
  }
}
