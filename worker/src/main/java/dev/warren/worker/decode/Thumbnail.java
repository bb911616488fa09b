package dev.warren.worker.decode;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A small copy of a frame, with nothing of its file but the picture. Thread-safe: keeps nothing.
 */
public final class Thumbnail {
  private Thumbnail() {}

  /**
   * The upright image as JPEG.
   *
   * @param side longest side in pixels; smaller images keep their size
   * @throws DecodeException under the same rules as {@link FrameDecoder}
   */
  @SuppressWarnings("try") // the scope works by being open, not by being named
  public static byte[] jpeg(byte[] image, DecodeConfig limits, int side) throws DecodeException {
    ImageHeader header = ImageHeader.read(image, limits);
    long longest = Math.max(header.width(), header.height());
    try (PointerScope scope = new PointerScope()) {
      Mat picture = WholePicture.decode(image, header, flags(longest / side));
      double scale = (double) side / Math.max(picture.cols(), picture.rows());
      if (scale >= 1) return WholePicture.jpeg(picture);
      int width = (int) Math.max(1, Math.round(picture.cols() * scale));
      int height = (int) Math.max(1, Math.round(picture.rows() * scale));
      Mat small = new Mat();
      opencv_imgproc.resize(
          picture, small, new Size(width, height), 0, 0, opencv_imgproc.INTER_AREA);
      return WholePicture.jpeg(small);
    }
  }

  /** JPEGs are decoded no larger than they have to be. */
  private static int flags(long times) {
    if (times >= 8) return opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
    if (times >= 4) return opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
    return times >= 2 ? opencv_imgcodecs.IMREAD_REDUCED_COLOR_2 : opencv_imgcodecs.IMREAD_COLOR;
  }
}
