package dev.warren.worker.engine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of models, plans and what they are made of, and of images. */
public final class Sha256 {
  private Sha256() {}

  /** Of nothing yet. */
  public static MessageDigest open() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** As 64 hex digits. */
  public static String hex(byte[] content) {
    return HexFormat.of().formatHex(open().digest(content));
  }
}
