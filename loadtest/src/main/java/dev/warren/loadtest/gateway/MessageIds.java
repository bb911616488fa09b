package dev.warren.loadtest.gateway;

import dev.warren.protocol.ForeignText;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Unique message ids that still tell a person which picture it was. */
public final class MessageIds {
  /** AMQP's limit of a short string. */
  private static final int MAX_BYTES = 255;

  private MessageIds() {}

  /** A name for this run that no other run has. */
  public static String newRun() {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * {@code <run>/<number>/<name>}, without control characters, cut at the end if it is too long.
   */
  static String of(String run, long number, String name) {
    String clean = ForeignText.printable(name);
    String id = run + "/" + number + "/" + clean;
    while (id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      id = id.substring(0, id.offsetByCodePoints(id.length(), -1));
    }
    return id;
  }
}
