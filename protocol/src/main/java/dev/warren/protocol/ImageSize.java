package dev.warren.protocol;

/**
 * Size of the upright picture.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record ImageSize(int width, int height) {
  public ImageSize {
    if (width < 1) throw new IllegalArgumentException("width < 1: " + width);
    if (height < 1) throw new IllegalArgumentException("height < 1: " + height);
  }
}
