package dev.warren.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Names and lengths as they are on the wire. */
final class Wire {

  /** The longest short string of AMQP 0-9-1: message id, routing key, queue name. */
  static final int SHORT_STRING_BYTES = 255;

  private static final int SHOWN_CHARS = 80;

  private Wire() {}

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> Optional<E> parse(Class<E> type, String wire) {
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(wire)) return Optional.of(constant);
    }
    return Optional.empty();
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static boolean hasControlCharacters(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** A foreign value made fit for a log line: no control characters, bounded in length. */
  static String shown(Object value) {
    String text = String.valueOf(value);
    String cut = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * @throws IllegalArgumentException if {@code text} cannot be an AMQP short string or could forge
   *     log lines
   */
  static void checkShortString(String name, String text) {
    checkLength(name, text);
    if (hasControlCharacters(text)) {
      throw new IllegalArgumentException(name + " has control characters: " + shown(text));
    }
  }

  /**
   * @throws IllegalArgumentException if {@code text} cannot be an AMQP short string
   */
  static void checkLength(String name, String text) {
    int bytes = utf8Length(text);
    if (bytes > SHORT_STRING_BYTES) {
      throw new IllegalArgumentException(name + " > " + SHORT_STRING_BYTES + " bytes: " + bytes);
    }
  }
}
