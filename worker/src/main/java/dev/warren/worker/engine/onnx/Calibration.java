package dev.warren.worker.engine.onnx;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What a model's activations are on images like those that it will see. Keeps counts, not the
 * numbers: some 100 KB for each tensor, however many images there are. One thread.
 */
public final class Calibration {
  private final Map<String, Histogram> histograms = new HashMap<>();
  private int images;

  /** With room for the tensors of {@code quantisation}. */
  public Calibration(Quantisation quantisation) {
    quantisation.tensors().forEach(tensor -> histograms.put(tensor, new Histogram()));
  }

  /** The activations that follow are another image's. */
  public void nextImage() {
    images++;
  }

  /**
   * Counts what one tensor is on the image.
   *
   * @throws IllegalArgumentException when a number is not finite
   */
  public void activations(String tensor, FloatBuffer values) {
    histogram(tensor).add(values);
  }

  /** Of the images so far. */
  public int images() {
    return images;
  }

  float range(String tensor, int levels) {
    return histogram(tensor).bestRange(levels);
  }

  private Histogram histogram(String tensor) {
    Histogram histogram = histograms.get(tensor);
    if (histogram == null) throw new IllegalArgumentException("not to be counted: " + tensor);
    return histogram;
  }
}
