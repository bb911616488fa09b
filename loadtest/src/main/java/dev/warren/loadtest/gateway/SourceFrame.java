package dev.warren.loadtest.gateway;

import static java.util.Objects.requireNonNull;

/**
 * One picture of a source. Equality is by identity of {@code body}.
 *
 * @param name becomes the end of the message id: a file name, a camera name
 * @param camera which camera it stands for; goes into the routing key
 * @param body encoded bytes, not copied; whatever a file holds, picture or not
 * @param capturedAtMs when it came, since the epoch; null for when it is taken
 */
public record SourceFrame(String name, String camera, byte[] body, Long capturedAtMs) {
  public SourceFrame(String name, String camera, byte[] body) {
    this(name, camera, body, null);
  }

  public SourceFrame {
    requireNonNull(name, "name");
    requireNonNull(camera, "camera");
    requireNonNull(body, "body");
  }
}
