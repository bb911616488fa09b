package dev.warren.worker.decode;

import dev.warren.protocol.ImageTypes;
import org.bytedeco.opencv.global.opencv_imgcodecs;

/** How much smaller than it is a JPEG may be decoded: libjpeg then leaves out most of the work. */
enum JpegScale {
  EIGHTH(8, opencv_imgcodecs.IMREAD_REDUCED_COLOR_8),
  QUARTER(4, opencv_imgcodecs.IMREAD_REDUCED_COLOR_4),
  HALF(2, opencv_imgcodecs.IMREAD_REDUCED_COLOR_2),
  WHOLE(1, opencv_imgcodecs.IMREAD_COLOR);

  private final int divisor;
  private final int flags;

  JpegScale(int divisor, int flags) {
    this.divisor = divisor;
    this.flags = flags & ~opencv_imgcodecs.IMREAD_COLOR | opencv_imgcodecs.IMREAD_COLOR_RGB;
  }

  /**
   * The smallest scale at which the image, upright or turned, is no smaller than its place in the
   * input. The divisor divides both sides: else the last row would stand for fewer pixels than the
   * others, and boxes would be off by a part of a pixel.
   */
  static JpegScale smallest(ImageHeader header, int inputWidth, int inputHeight) {
    if (!header.mediaType().equals(ImageTypes.JPEG)) return WHOLE;
    int width = (int) header.width();
    int height = (int) header.height();
    Placing upright = Placing.of(width, height, inputWidth, inputHeight);
    Placing turned = Placing.of(height, width, inputWidth, inputHeight);
    for (JpegScale scale : values()) {
      if (scale.fits(width, height, upright) && scale.fits(height, width, turned)) return scale;
    }
    return WHOLE;
  }

  /** How many pixels of the image, along a side, one decoded pixel stands for. */
  int divisor() {
    return divisor;
  }

  /** For {@code imdecode}. */
  int flags() {
    return flags;
  }

  private boolean fits(int width, int height, Placing placing) {
    return width % divisor == 0
        && height % divisor == 0
        && width / divisor >= placing.width()
        && height / divisor >= placing.height();
  }
}
