package dev.warren.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
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

  /**
   * A foreign value made fit for a log line and for JSON: no control characters, no half of a
   * character, bounded in length.
   */
  static String shown(Object value) {
    String text = text(value);
    String cut = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    return printable(cut);
  }

  /** The same of what is short by itself, as what a broker says. */
  static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || isHalf(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * The same on every worker and at every repetition, for results repeat it: no identity of an
   * object, no time zone.
   */
  private static String text(Object value) {
    if (value instanceof byte[] bytes) return bytes.length + " bytes";
    if (value instanceof Map<?, ?> table) return "a table of " + table.size();
    if (value instanceof Collection<?> array) return "an array of " + array.size();
    if (value instanceof Date date) return date.toInstant().toString();
    return String.valueOf(value);
  }

  /** Of a pair that was cut, or never was one; UTF-8 has no such thing. */
  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
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
