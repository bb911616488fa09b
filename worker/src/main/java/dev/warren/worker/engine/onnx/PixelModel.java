package dev.warren.worker.engine.onnx;

import static java.util.Objects.requireNonNull;

/**
 * A model whose input is pixels: uint8, batch, height, width, red-green-blue.
 *
 * @param input the input's name
 * @param onnx the file; not copied
 */
public record PixelModel(String input, byte[] onnx) {
  public PixelModel {
    requireNonNull(input, "input");
    requireNonNull(onnx, "onnx");
  }
}
