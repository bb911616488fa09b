package dev.warren.worker.broker;

import dev.warren.protocol.BrokerException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the broker says of itself when it greets.
 *
 * @param product {@code RabbitMQ}, or another
 * @param version as it is written, or "?"
 */
record BrokerVersion(String product, String version) {
  private static final String RABBITMQ = "RabbitMQ";
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

  static BrokerVersion of(Map<String, Object> serverProperties) {
    return new BrokerVersion(
        text(serverProperties.get("product")), text(serverProperties.get("version")));
  }

  private static String text(Object property) {
    String text = property == null ? "" : property.toString().strip();
    return text.isEmpty() ? "?" : text.substring(0, Math.min(60, text.length()));
  }

  /** False also of a version that cannot be read, which is most likely newer than us. */
  private boolean isOlderThan(int major, int minor) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!product.equals(RABBITMQ) || !numbers.matches()) return false;
    int itsMajor = Integer.parseInt(numbers.group(1));
    return itsMajor < major || itsMajor == major && Integer.parseInt(numbers.group(2)) < minor;
  }

  /**
   * @throws BrokerException when it lacks what a worker cannot do without
   */
  void requireUsable() {
    if (isOlderThan(3, 8)) {
      throw new BrokerException(
          BrokerException.Kind.TOPOLOGY,
          this + " is too old: frames wait in quorum queues, which RabbitMQ has from 3.8 on",
          null);
    }
  }

  /** What a worker of this broker has to do without, if anything. */
  Optional<String> warning() {
    if (!isOlderThan(3, 10)) return Optional.empty();
    return Optional.of(
        this
            + " knows no dead-letter-strategy at-least-once and no TTL in quorum queues, which the"
            + " policies in deploy/rabbitmq set: RabbitMQ has them from 3.10 on");
  }

  @Override
  public String toString() {
    return product + " " + version;
  }
}
