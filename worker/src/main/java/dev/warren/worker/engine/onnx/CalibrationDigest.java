package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Tells calibrations of one model apart: the images in their order, and how ranges are made of
 * them.
 */
public final class CalibrationDigest {
  /** To be changed together with {@link Quantisation} or {@link Histogram}. */
  private static final String METHOD = "warren int8 1";

  private CalibrationDigest() {}

  /**
   * @param images whose pixels are needed no longer than until the next is asked for
   * @return 64 hex digits
   */
  public static String of(Iterable<ByteBuffer> images) {
    MessageDigest digest = Sha256.open();
    digest.update(METHOD.getBytes(StandardCharsets.US_ASCII));
    for (ByteBuffer pixels : images) digest.update(pixels.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }
}
