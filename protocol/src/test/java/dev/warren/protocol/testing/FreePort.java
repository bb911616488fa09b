package dev.warren.protocol.testing;

import java.io.IOException;

/** For a server of a test that must be told its port. */
public final class FreePort {
  private FreePort() {}

  /** A port of 127.0.0.1 that nobody has, and that no outgoing connection will be given. */
  public static int find() throws IOException {
    try (Ports ports = Ports.claim()) {
      return ports.amqp();
    }
  }
}
