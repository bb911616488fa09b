package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.Sha256;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a model's activations are on images like those that it will see. Keeps counts, not the
 * numbers: some 100 KB for each tensor, however many images there are. One thread.
 */
public final class Calibration {
  /** To be changed together with {@link Quantisation} or {@link Histogram}. */
  private static final String METHOD = "warren int8 1";

  private final Map<String, Histogram> histograms = new HashMap<>();
  private int images;

  /** With room for the tensors of {@code quantisation}. */
  public Calibration(Quantisation quantisation) {
    quantisation.tensors().forEach(tensor -> histograms.put(tensor, new Histogram()));
  }

  /**
   * Tells calibrations of one model apart: the images in their order, and how ranges are made of
   * them.
   *
   * @param images whose pixels are needed no longer than until the next is asked for
   * @return 64 hex digits
   */
  public static String digest(Iterable<ByteBuffer> images) {
    MessageDigest digest = Sha256.open();
    digest.update(METHOD.getBytes(StandardCharsets.US_ASCII));
    for (ByteBuffer pixels : images) digest.update(pixels.duplicate());
    return HexFormat.of().formatHex(digest.digest());
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
    histograms.get(tensor).add(values);
  }

  /** Of the images so far. */
  public int images() {
    return images;
  }

  float range(String tensor, int levels) {
    return histograms.get(tensor).bestRange(levels);
  }
}
