package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Tells calibrations of one model apart: the images in their order, and how ranges are made of
 * them. Of the images as they are stored: it is asked for at each start, and decoding some hundred
 * takes seconds.
 */
public final class CalibrationDigest {
  /**
   * To be changed together with {@link Quantisation}, {@link Histogram} or how images are decoded.
   */
  private static final String METHOD = "warren int8 2";

  private CalibrationDigest() {}

  /**
   * @param images encoded
   * @return 64 hex digits
   */
  public static String of(Iterable<byte[]> images) {
    MessageDigest digest = Sha256.open();
    digest.update(METHOD.getBytes(StandardCharsets.US_ASCII));
    for (byte[] image : images) digest.update(Sha256.open().digest(image));
    return HexFormat.of().formatHex(digest.digest());
  }
}
