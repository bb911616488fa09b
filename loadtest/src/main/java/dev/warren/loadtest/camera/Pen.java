package dev.warren.loadtest.camera;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws shapes and remembers where each labelled part ended up, so that labels cannot disagree with
 * the picture. Scene coordinates: x from the middle of the image, y from its top, both in image
 * heights. After {@link #place} the unit is the metre, with y upwards from the object's feet.
 */
final class Pen implements AutoCloseable {
  private final Graphics2D g;
  private final Light light;
  private final AffineTransform scene = new AffineTransform();
  private final List<Part> parts = new ArrayList<>();
  private AffineTransform here;
  private Part part;

  Pen(BufferedImage image, Light light) {
    this.g = image.createGraphics();
    this.light = light;
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    scene.translate(image.getWidth() / 2.0, 0);
    scene.scale(image.getHeight(), image.getHeight());
    toScene();
  }

  /** Leaves metres and returns to scene coordinates. */
  void toScene() {
    here = scene;
    g.setTransform(scene);
  }

  /** Moves to an object's feet and into its metres, facing right unless told otherwise. */
  void place(double x, double y, double metre, boolean facesLeft) {
    here = new AffineTransform(scene);
    here.translate(x, y);
    here.scale(facesLeft ? -metre : metre, -metre);
    g.setTransform(here);
  }

  /** What is drawn from now on belongs to a new labelled part. */
  void begin(int classId) {
    part = new Part(classId);
    parts.add(part);
  }

  /** What is drawn from now on belongs to no part. */
  void end() {
    part = null;
  }

  /** Every part so far, in drawing order. */
  List<Part> parts() {
    return parts;
  }

  /** Colour of the next shapes, seen under the scene's light. */
  Pen colour(Color colour) {
    g.setPaint(light.on(colour));
    return this;
  }

  Pen colour(int rgb) {
    return colour(new Color(rgb));
  }

  /** Colour of something that shines by itself, or of the air. */
  Pen glow(Paint paint) {
    g.setPaint(paint);
    return this;
  }

  Pen rect(double x, double y, double width, double height) {
    return fill(new Rectangle2D.Double(x, y, width, height));
  }

  Pen round(double x, double y, double width, double height, double arc) {
    return fill(new RoundRectangle2D.Double(x, y, width, height, arc, arc));
  }

  Pen oval(double cx, double cy, double rx, double ry) {
    return fill(new Ellipse2D.Double(cx - rx, cy - ry, 2 * rx, 2 * ry));
  }

  /** A filled polygon of x, y pairs. */
  Pen poly(double... xy) {
    Path2D.Double path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) {
      path.lineTo(xy[i], xy[i + 1]);
    }
    path.closePath();
    return fill(path);
  }

  /** A line with round ends. */
  Pen line(double width, double x1, double y1, double x2, double y2) {
    g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Line2D.Double line = new Line2D.Double(x1, y1, x2, y2);
    g.draw(line);
    extend(line.getBounds2D(), width / 2);
    return this;
  }

  Pen ring(double width, double cx, double cy, double radius) {
    g.setStroke(new BasicStroke((float) width));
    Ellipse2D.Double ring = new Ellipse2D.Double(cx - radius, cy - radius, 2 * radius, 2 * radius);
    g.draw(ring);
    extend(ring.getBounds2D(), width / 2);
    return this;
  }

  @Override
  public void close() {
    g.dispose();
  }

  private Pen fill(java.awt.Shape shape) {
    g.fill(shape);
    extend(shape.getBounds2D(), 0);
    return this;
  }

  private void extend(Rectangle2D bounds, double margin) {
    if (part != null) {
      double[] corners = {
        bounds.getMinX() - margin,
        bounds.getMinY() - margin,
        bounds.getMaxX() + margin,
        bounds.getMaxY() + margin
      };
      here.transform(corners, 0, corners, 0, 2);
      part.extend(corners[0], corners[1]);
      part.extend(corners[2], corners[3]);
    }
  }
}
