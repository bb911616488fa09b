package dev.warren.worker.decode;

/**
 * Bounds that an image's header must keep before anything is decoded, and how it then is.
 *
 * @param maxBytes size of the encoded image
 * @param maxPixels width x height
 * @param maxSide the longer of width and height
 * @param scaled decode a JPEG at 1/2, 1/4 or 1/8 where that still covers the model's input
 */
public record DecodeConfig(int maxBytes, long maxPixels, int maxSide, boolean scaled) {
  /** 4 MiB, 40 megapixels, 16384 pixels a side; decoded whole. */
  public static final DecodeConfig DEFAULT = new DecodeConfig(4 << 20, 40_000_000, 16_384, false);

  public DecodeConfig {
    if (maxBytes < 1) throw new IllegalArgumentException("maxBytes < 1: " + maxBytes);
    if (maxPixels < 1) throw new IllegalArgumentException("maxPixels < 1: " + maxPixels);
    if (maxSide < 1) throw new IllegalArgumentException("maxSide < 1: " + maxSide);
    // 4 bytes a pixel must stay below 2^31: OpenCV counts a Mat's bytes in an int in places.
    if (maxPixels > 1L << 29) {
      throw new IllegalArgumentException("maxPixels > " + (1L << 29) + ": " + maxPixels);
    }
  }

  /** The same bounds. */
  public DecodeConfig withScaled(boolean scaled) {
    return new DecodeConfig(maxBytes, maxPixels, maxSide, scaled);
  }
}
