package dev.warren.worker.benchmark;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Drawn frames that cost a decoder what a camera's do: shapes, and the grain of a sensor. */
public final class Scenes {
  private Scenes() {}

  /** A drawn street; the grain makes its JPEG about as large as a photograph's. */
  public static BufferedImage drawn(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setPaint(new GradientPaint(0, 0, new Color(150, 180, 215), 0, height, new Color(80, 80, 85)));
    g.fillRect(0, 0, width, height);
    for (int i = 0; i < 120; i++) {
      g.setColor(new Color(random.nextInt(0x1000000)));
      int w = width / 60 + random.nextInt(width / 8);
      int h = height / 40 + random.nextInt(height / 6);
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      if (i % 3 == 0) g.fillOval(x, y, w, h);
      else g.fillRect(x, y, w, h);
    }
    g.dispose();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grain = (int) (random.nextGaussian() * 3);
        int rgb = image.getRGB(x, y);
        int r = clip((rgb >> 16 & 255) + grain);
        int green = clip((rgb >> 8 & 255) + grain);
        int b = clip((rgb & 255) + grain);
        image.setRGB(x, y, r << 16 | green << 8 | b);
      }
    }
    return image;
  }

  /**
   * @param quality 0..1, as ImageIO counts it
   */
  public static byte[] jpeg(BufferedImage image, float quality) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static int clip(int level) {
    return Math.max(0, Math.min(255, level));
  }
}
