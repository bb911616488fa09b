package dev.warren.loadtest.camera;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A drawn picture and the truth about it.
 *
 * @param image owned by the frame's receiver, shared with nobody
 * @param objects what a detector should find: at least half visible and not tiny
 */
public record CameraFrame(BufferedImage image, List<LabelledBox> objects) {
  public CameraFrame {
    requireNonNull(image, "image");
    objects = List.copyOf(objects);
  }

  /**
   * Encodes the picture as a baseline JPEG.
   *
   * @param quality 0 (smallest) to 1 (best); cameras typically send 0.8
   */
  public byte[] jpeg(float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("JPEG in memory failed", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
