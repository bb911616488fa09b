package dev.warren.worker.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.FONT_HERSHEY_SIMPLEX;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;
import static org.bytedeco.opencv.global.opencv_imgproc.getTextSize;
import static org.bytedeco.opencv.global.opencv_imgproc.putText;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Draws detections on the image they were found in. Thread-safe: keeps nothing. */
public final class AnnotatedImage {
  /** Turns the hue by the golden angle, so that neighbouring class ids look different. */
  private static final float HUE_STEP = 0.381966f;

  private AnnotatedImage() {}

  /**
   * The upright image with boxes, class names and confidences, as JPEG.
   *
   * @throws DecodeException under the same rules as {@link FrameDecoder}
   */
  @SuppressWarnings("try") // the scope works by being open, not by being named
  public static byte[] jpeg(byte[] image, DecodeConfig limits, List<Detection> detections)
      throws DecodeException {
    ImageHeader header = ImageHeader.read(image, limits);
    try (PointerScope scope = new PointerScope()) {
      Mat picture = WholePicture.decode(image, header, IMREAD_COLOR);
      // The least confident first, so that the others' labels lie on top.
      for (int i = detections.size() - 1; i >= 0; i--) draw(picture, detections.get(i));
      return WholePicture.jpeg(picture);
    }
  }

  private static void draw(Mat picture, Detection detection) {
    double size = Math.max(picture.cols(), picture.rows()) / 1000.0;
    int line = Math.max(1, (int) Math.round(2.5 * size));
    double font = Math.max(0.4, 0.6 * size);
    Scalar colour = colour(detection.classId());
    Box box = detection.box();
    Point from = new Point((int) Math.round(box.x1()), (int) Math.round(box.y1()));
    Point to = new Point((int) Math.round(box.x2()), (int) Math.round(box.y2()));
    rectangle(picture, from, to, colour, line, LINE_AA, 0);

    String text =
        String.format(Locale.ROOT, "%s %.2f", detection.className(), detection.confidence());
    Size extent = getTextSize(text, FONT_HERSHEY_SIMPLEX, font, line, new int[1]);
    int height = extent.height() + 2 * line;
    // Above the box, or inside where there is no room above.
    int top = from.y() >= height ? from.y() - height : from.y();
    Rect label = new Rect(from.x(), top, extent.width() + 2 * line, height);
    rectangle(picture, label, colour, FILLED, LINE_AA, 0);
    Point at = new Point(from.x() + line, top + extent.height() + line);
    Scalar white = new Scalar(255, 255, 255, 0);
    putText(picture, text, at, FONT_HERSHEY_SIMPLEX, font, white, line, LINE_AA, false);
  }

  private static Scalar colour(int classId) {
    Color c = Color.getHSBColor(classId * HUE_STEP, 0.85f, 0.75f);
    return new Scalar(c.getBlue(), c.getGreen(), c.getRed(), 0);
  }
}
