package dev.warren.loadtest.watch;

import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads a frame's picture, and names and writes the drawn one. */
final class PictureFile {
  /** A few bytes may announce a picture that fills the memory. */
  private static final long MAX_PIXELS = 50_000_000;

  private PictureFile() {}

  /**
   * The upright picture.
   *
   * @throws IOException saying why this is no picture that Java can read
   */
  static BufferedImage read(byte[] encoded) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("not a format that Java reads");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new IOException("more than " + MAX_PIXELS + " pixels: " + pixels);
        }
        return Orientation.upright(reader.read(0), Orientation.of(encoded));
      } catch (RuntimeException e) {
        throw new IOException("broken picture: " + e, e);
      } finally {
        reader.dispose();
      }
    }
  }

  /** {@code gate-1-000042-1f3a9c20.jpg}: camera, seq, and the start of the result's id. */
  static String name(FrameResult result) {
    FrameRef frame = result.frame();
    String camera = frame.camera().isEmpty() ? "frame" : frame.camera();
    String clean = camera.replaceAll("[^A-Za-z0-9_-]+", "-");
    String seq = frame.seq() == null ? "" : "-%06d".formatted(frame.seq());
    String start = clean.substring(0, Math.min(64, clean.length()));
    return start + seq + "-" + frame.resultId().substring(0, 8) + ".jpg";
  }

  static void write(BufferedImage image, Path file) throws IOException {
    if (!ImageIO.write(image, "jpg", file.toFile())) {
      throw new IOException("no JPEG writer for this picture");
    }
  }
}
