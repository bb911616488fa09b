package dev.warren.worker.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells calibrations of one model apart: the images in their order, and how ranges are made of
 * them. One thread.
 */
public final class CalibrationDigest {
  /** To be changed together with {@link Quantisation} or {@link Histogram}. */
  private static final String METHOD = "warren int8 1";

  private final MessageDigest digest;
  private int images;

  public CalibrationDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    digest.update(METHOD.getBytes(StandardCharsets.US_ASCII));
  }

  /** Of images whose pixels are needed no longer than until the next is asked for. */
  public static CalibrationDigest of(Iterable<ByteBuffer> images) {
    CalibrationDigest result = new CalibrationDigest();
    images.forEach(result::add);
    return result;
  }

  /** Adds an image of the model's size. The buffer's position stays. */
  public void add(ByteBuffer pixels) {
    digest.update(pixels.duplicate());
    images++;
  }

  public int images() {
    return images;
  }

  /** 64 hex digits. */
  public String value() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's SHA-256 can be cloned", e);
    }
  }
}
