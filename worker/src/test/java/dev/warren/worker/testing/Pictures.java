package dev.warren.worker.testing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Small encoded pictures, made on the spot. */
public final class Pictures {
  private Pictures() {}

  /** One colour. */
  public static BufferedImage plain(int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = image.createGraphics();
    g.setColor(colour);
    g.fillRect(0, 0, width, height);
    g.dispose();
    return image;
  }

  /** A PNG of one grey level: whoever decodes it finds {@code level} in every byte. */
  public static byte[] grey(int side, int level) {
    return encode(plain(side, side, new Color(level, level, level)), "png");
  }

  /** Four quarters: red, green, blue, white, in reading order. */
  public static BufferedImage quarters(int width, int height) {
    BufferedImage image = plain(width, height, Color.WHITE);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.RED);
    g.fillRect(0, 0, width / 2, height / 2);
    g.setColor(Color.GREEN);
    g.fillRect(width / 2, 0, width / 2, height / 2);
    g.setColor(Color.BLUE);
    g.fillRect(0, height / 2, width / 2, height / 2);
    g.dispose();
    return image;
  }

  /**
   * @param format of ImageIO: jpg, png, bmp
   */
  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) throw new IllegalArgumentException(format);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The JPEG with an EXIF block that holds nothing but this orientation. */
  public static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, // APP1, its length
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // TIFF header, big-endian
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // one SHORT
      0,
      0,
      0,
      0 // no further directory
    };
    byte[] result = Arrays.copyOf(jpeg, jpeg.length + exif.length);
    System.arraycopy(exif, 0, result, 2, exif.length);
    System.arraycopy(jpeg, 2, result, 2 + exif.length, jpeg.length - 2);
    return result;
  }
}
