package dev.warren.loadtest.report;

import java.util.ArrayList;
import java.util.List;

/** Lines over two axes as inline SVG; colours come from the page's style. */
final class LinePlot {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 250;
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 10;
  private static final int BOTTOM = 42;

  /** A point; {@code y} is null where the line has a gap. */
  record Point(double x, Double y) {}

  private record Series(String name, List<Point> points) {}

  private final String title;
  private final String xLabel;
  private final Axis x;
  private final List<Series> series = new ArrayList<>();
  private double shadedUntil;

  /**
   * @param title names the vertical axis and its unit too
   */
  LinePlot(String title, String xLabel, Axis x) {
    this.title = title;
    this.xLabel = xLabel;
    this.x = x;
  }

  /** One more line, in the next colour; there are three. */
  LinePlot line(String name, List<Point> points) {
    series.add(new Series(name, List.copyOf(points)));
    return this;
  }

  /** Shades what lies before that place, which does not count. */
  LinePlot shadedUntil(double place) {
    shadedUntil = place;
    return this;
  }

  /** A figure with its title and legend. */
  String figure() {
    Axis y = Axis.linear(highest());
    StringBuilder out = new StringBuilder("<figure><figcaption>" + Html.escape(title));
    for (int i = 0; i < series.size(); i++) {
      out.append("<span class=\"key c").append(i).append("\">");
      out.append(Html.escape(series.get(i).name())).append("</span>");
    }
    out.append("</figcaption>\n<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    out.append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append("\">");
    if (shadedUntil > 0) {
      double width = Math.min(shadedUntil, x.max()) / x.max() * (WIDTH - LEFT - RIGHT);
      out.append(
          Html.format(
              "<rect class=\"shade\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
              LEFT, TOP, width, HEIGHT - TOP - BOTTOM));
    }
    axes(out, y);
    for (int i = 0; i < series.size(); i++) path(out, series.get(i), y, i);
    return out.append("</svg></figure>\n").toString();
  }

  private void axes(StringBuilder out, Axis y) {
    for (Axis.Tick tick : y.ticks()) {
      double at = y(tick.at(), y);
      out.append(
          Html.format(
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH - RIGHT, at, at));
      text(out, LEFT - 6, at + 4, "end", tick.label());
    }
    for (Axis.Tick tick : x.ticks()) {
      text(out, x(tick.at()), HEIGHT - BOTTOM + 16, "middle", tick.label());
    }
    text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", xLabel);
  }

  private void path(StringBuilder out, Series line, Axis y, int colour) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (Point point : line.points()) {
      if (point.y() == null) {
        pen = false;
        continue;
      }
      path.append(pen ? 'L' : 'M');
      path.append(Html.format("%.1f %.1f", x(Math.min(point.x(), x.max())), y(point.y(), y)));
      // A lone point is still to be seen: round caps make a dot of a line of no length.
      if (!pen) path.append("h0");
      pen = true;
    }
    out.append("<path class=\"c").append(colour).append("\" d=\"").append(path).append("\"/>");
  }

  private double highest() {
    return series.stream()
        .flatMap(line -> line.points().stream())
        .filter(point -> point.y() != null)
        .mapToDouble(Point::y)
        .max()
        .orElse(1);
  }

  private double x(double value) {
    return LEFT + value / x.max() * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, Axis y) {
    return HEIGHT - BOTTOM - value / y.max() * (HEIGHT - TOP - BOTTOM);
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(Html.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor));
    out.append(Html.escape(text)).append("</text>");
  }
}
