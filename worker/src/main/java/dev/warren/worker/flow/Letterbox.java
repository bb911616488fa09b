package dev.warren.worker.flow;

/**
 * How an image lies in the model's input: scaled by {@code gain}, centred, the rest padded. The
 * rounding is that of Ultralytics: <a
 * href="https://github.com/ultralytics/ultralytics/blob/v8.3.58/ultralytics/data/augment.py">{@code
 * LetterBox}</a> (auto=False, scaleup=True, center=True) for the placing, and <a
 * href="https://github.com/ultralytics/ultralytics/blob/v8.3.58/ultralytics/utils/ops.py">{@code
 * scale_boxes}</a> for the way back.
 *
 * @param imageWidth width of the upright image in pixels
 * @param imageHeight height of the upright image in pixels
 * @param gain input pixels per image pixel
 * @param padX input pixels left of the image, as {@code scale_boxes} counts them
 * @param padY input pixels above the image, as {@code scale_boxes} counts them
 */
public record Letterbox(int imageWidth, int imageHeight, double gain, double padX, double padY) {
  /** Level of all three colours where the input shows no image. */
  public static final int PADDING = 114;

  /** From input x to image x, not clipped. */
  public double imageX(double inputX) {
    return (inputX - padX) / gain;
  }

  /** From input y to image y, not clipped. */
  public double imageY(double inputY) {
    return (inputY - padY) / gain;
  }
}
