package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identity of a frame as its results repeat it.
 *
 * @param requestId the frame's message id, or "" if the publisher sent none
 * @param camera where it comes from, or ""
 * @param seq the publisher's running number, or null
 * @param model which model was asked
 * @param modelVersion which weights answered, or null if none was reached
 * @param capturedAtMs epoch milliseconds, or null
 */
public record FrameRef(
    String requestId,
    String camera,
    Long seq,
    String model,
    String modelVersion,
    Long capturedAtMs) {

  public FrameRef {
    requireNonNull(requestId, "requestId");
    requireNonNull(camera, "camera");
    requireNonNull(model, "model");
  }

  /**
   * Deterministic result id, so that whoever sees a result twice can tell: lower-case hex SHA-256
   * of request id, model and model version (or ""), joined by zero bytes. A frame without id is
   * told apart by camera, seq and capture time instead.
   */
  public String resultId() {
    String version = modelVersion == null ? "" : modelVersion;
    String key = requestId + '\0' + model + '\0' + version;
    if (requestId.isEmpty()) key += '\0' + camera + '\0' + seq + '\0' + capturedAtMs;
    return HexFormat.of().formatHex(sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
