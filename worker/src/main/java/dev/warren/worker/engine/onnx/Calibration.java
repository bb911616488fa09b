package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.Sha256;
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
  /**
   * To be changed together with {@link Quantisation}, {@link Histogram} or how images are decoded.
   */
  private static final String METHOD = "warren int8 2";

  private final Map<String, Histogram> histograms = new HashMap<>();
  private int images;

  /** With room for the tensors of {@code quantisation}. */
  public Calibration(Quantisation quantisation) {
    quantisation.tensors().forEach(tensor -> histograms.put(tensor, new Histogram()));
  }

  /**
   * Tells calibrations of one model apart: the images in their order, and how ranges are made of
   * them. Of the images as they are stored: it is asked for at each start, and decoding some
   * hundred takes seconds.
   *
   * @param images encoded
   * @return 64 hex digits
   */
  public static String digest(Iterable<byte[]> images) {
    MessageDigest digest = Sha256.open();
    digest.update(METHOD.getBytes(StandardCharsets.US_ASCII));
    for (byte[] image : images) digest.update(Sha256.open().digest(image));
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
