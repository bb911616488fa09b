package dev.warren.worker.engine.onnx;

/**
 * A model whose input is pixels: uint8, batch, height, width, red-green-blue.
 *
 * @param input the input's name
 * @param onnx the file; not copied
 */
public record PixelModel(String input, byte[] onnx) {}
