package dev.warren.worker.decode;

import dev.warren.worker.flow.Letterbox;

/**
 * Where a scaled image lies in the input: {@code width x height} pixels from {@code left, top}.
 * {@code Math.rint} rounds half to even, as Python's {@code round} does.
 */
record Placing(int left, int top, int width, int height, Letterbox letterbox) {
  static Placing of(int imageWidth, int imageHeight, int inputWidth, int inputHeight) {
    double gain = Math.min((double) inputHeight / imageHeight, (double) inputWidth / imageWidth);
    int width = side(imageWidth * gain, inputWidth);
    int height = side(imageHeight * gain, inputHeight);
    int left = (int) Math.rint((inputWidth - width) / 2.0 - 0.1);
    int top = (int) Math.rint((inputHeight - height) / 2.0 - 0.1);
    // scale_boxes starts from the unrounded size, so its padding may differ from left and top.
    double padX = pad(inputWidth - imageWidth * gain);
    double padY = pad(inputHeight - imageHeight * gain);
    Letterbox letterbox = new Letterbox(imageWidth, imageHeight, gain, padX, padY);
    return new Placing(left, top, width, height, letterbox);
  }

  private static double pad(double both) {
    return Math.rint(both / 2 - 0.1) + 0.0; // plus zero, for -0.0 is not equal to 0.0 in a record
  }

  /** At least one pixel, or a sliver of an image would have none; at most the input's side. */
  private static int side(double scaled, int inputSide) {
    return Math.min(inputSide, Math.max(1, (int) Math.rint(scaled)));
  }
}
