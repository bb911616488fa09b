package dev.warren.loadtest.watch;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held, by the tag Orientation in the EXIF data of a JPEG or PNG, 1 to 8: workers
 * look at the upright picture, and Java reads the stored one.
 */
final class Orientation {
  private static final long PNG = 0x89504e470d0a1a0aL;
  private static final int EXIF_CHUNK = 0x65584966;
  private static final int CHECKSUM_BYTES = 4;
  private static final char START = 0xffd8;
  private static final char SCAN = 0xffda;
  private static final char APP1 = 0xffe1;
  private static final long EXIF = 0x457869660000L;
  private static final int EXIF_BYTES = 6;
  private static final char LITTLE = 0x4949;
  private static final char TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;
  private static final int UPRIGHT = 1;

  private Orientation() {}

  /** 1, upright, where nothing else is known. */
  static int of(byte[] encoded) {
    try {
      ByteBuffer picture = ByteBuffer.wrap(encoded);
      return picture.getLong(0) == PNG ? inPng(picture) : inJpeg(picture);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
      return UPRIGHT; // damaged, and by strangers: as good as none
    }
  }

  /** In one of the segments before the picture itself. */
  private static int inJpeg(ByteBuffer jpeg) {
    if (jpeg.getChar() != START) return UPRIGHT;
    for (char marker; (marker = jpeg.getChar()) != SCAN; ) {
      int bytes = jpeg.getChar() - Character.BYTES;
      ByteBuffer segment = jpeg.slice(jpeg.position(), bytes);
      if (marker == APP1 && segment.getLong(0) >> 16 == EXIF) {
        return inTiff(segment.slice(EXIF_BYTES, bytes - EXIF_BYTES));
      }
      jpeg.position(jpeg.position() + bytes);
    }
    return UPRIGHT;
  }

  /** In the first chunk of that kind, before or after the pixels. */
  private static int inPng(ByteBuffer png) {
    png.position(Long.BYTES);
    while (png.hasRemaining()) {
      int bytes = png.getInt();
      if (bytes < 0) return UPRIGHT;
      if (png.getInt() == EXIF_CHUNK) return inTiff(png.slice(png.position(), bytes));
      png.position(png.position() + bytes + CHECKSUM_BYTES);
    }
    return UPRIGHT;
  }

  private static int inTiff(ByteBuffer tiff) {
    tiff.order(tiff.getChar() == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    tiff.position(tiff.getInt(4));
    for (int left = tiff.getChar(); left > 0; left--) {
      int entry = tiff.position();
      if (tiff.getChar() == TAG) {
        int value = tiff.getChar(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
      tiff.position(entry + ENTRY_BYTES);
    }
    return UPRIGHT;
  }

  /** An upright copy in plain RGB, for JPEG knows neither transparency nor palettes. */
  static BufferedImage upright(BufferedImage stored, int orientation) {
    int w = stored.getWidth();
    int h = stored.getHeight();
    boolean lies = orientation >= 5;
    BufferedImage copy = new BufferedImage(lies ? h : w, lies ? w : h, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = copy.createGraphics();
    g.drawImage(stored, turn(orientation, w, h), null);
    g.dispose();
    return copy;
  }

  private static AffineTransform turn(int orientation, int w, int h) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
      default -> new AffineTransform();
    };
  }
}
