package dev.warren.loadtest.watch;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws detections onto a picture: a box in the class's colour, with name and confidence. */
final class BoxPainter {
  private static final Logger log = LoggerFactory.getLogger(BoxPainter.class);

  /** Told apart by most people, colour-blind ones too (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x56B4E9),
    new Color(0xE69F00),
    new Color(0x009E73),
    new Color(0xF0E442),
    new Color(0xD55E00),
    new Color(0xCC79A7),
    new Color(0x0072B2)
  };

  private boolean fonts = true;

  /** Paints into {@code image}. Without any font on the machine the boxes carry no labels. */
  void paint(BufferedImage image, List<Detection> detections) {
    Graphics2D g = image.createGraphics();
    try {
      float unit = Math.max(1f, Math.min(image.getWidth(), image.getHeight()) / 320f);
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setStroke(new BasicStroke(2 * unit));
      for (Detection detection : detections) {
        Box box = detection.box();
        g.setColor(COLOURS[detection.classId() % COLOURS.length]);
        g.draw(
            new Rectangle2D.Double(box.x1(), box.y1(), box.x2() - box.x1(), box.y2() - box.y1()));
        label(g, detection, unit);
      }
    } finally {
      g.dispose();
    }
  }

  private void label(Graphics2D g, Detection detection, float unit) {
    if (!fonts) {
      return;
    }
    String text =
        String.format(Locale.ROOT, "%s %.2f", detection.className(), detection.confidence());
    try {
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.round(11 * unit)));
      FontMetrics metrics = g.getFontMetrics();
      double height = metrics.getHeight();
      double x = Math.max(0, detection.box().x1());
      double y = Math.max(0, detection.box().y1() - height);
      g.fill(new Rectangle2D.Double(x, y, metrics.stringWidth(text) + 6 * unit, height));
      g.setColor(Color.BLACK);
      g.drawString(text, (float) x + 3 * unit, (float) y + metrics.getAscent());
    } catch (RuntimeException | LinkageError | InternalError e) {
      // What Java throws without fontconfig or fonts differs from version to version.
      fonts = false;
      log.warn("no fonts on this machine, boxes are drawn without labels ({})", e.toString());
    }
  }
}
