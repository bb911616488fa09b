package dev.warren.protocol;

import com.rabbitmq.client.LongString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads a foreign header table: AMQP clients send strings as {@link LongString}, numbers in any
 * width, and instants as {@link Date}. A malformed value reads as null and is reported.
 */
final class HeaderReader {
  private static final int MAX_TEXT_CHARS = 1024;

  /** Nanoseconds taken for milliseconds are within it; the difference of two never overflows. */
  private static final long MAX_INSTANT_MS = 1L << 61;

  private final Map<String, ?> table;
  private final Consumer<String> problems;

  HeaderReader(Map<String, ?> table, Consumer<String> problems) {
    this.table = table == null ? Map.of() : table;
    this.problems = problems;
  }

  /** What was wrong with a table that was replaced on arrival, else null. */
  String refused() {
    Object why = table.get(Headers.REFUSED);
    return why == null ? null : Wire.shown(why);
  }

  String text(String name) {
    Object value = table.get(name);
    if (value == null) return null;
    if (!(value instanceof CharSequence) && !(value instanceof LongString))
      return bad(name, "is not a string", value);
    String text = value.toString();
    if (text.length() > MAX_TEXT_CHARS)
      return bad(name, "> " + MAX_TEXT_CHARS + " characters", text.length());
    if (Wire.hasControlCharacters(text)) return bad(name, "has control characters", text);
    return text;
  }

  String shortText(String name, int maxBytes) {
    String text = text(name);
    if (text == null || Wire.utf8Length(text) <= maxBytes) return text;
    return bad(name, "> " + maxBytes + " bytes", Wire.utf8Length(text));
  }

  Long whole(String name) {
    Object value = table.get(name);
    if (value == null) return null;
    try {
      if (value instanceof Number number) return exact(number);
      if (value instanceof CharSequence || value instanceof LongString)
        return Long.valueOf(value.toString().strip());
    } catch (ArithmeticException | NumberFormatException e) {
      return bad(name, "is not a whole number", value);
    }
    return bad(name, "is not a whole number", value);
  }

  /** Epoch milliseconds, also of AMQP's own timestamps. */
  Long time(String name) {
    return table.get(name) instanceof Date date ? Long.valueOf(date.getTime()) : whole(name);
  }

  /** The same, as far as a clock may show it. */
  Long instant(String name) {
    Long value = time(name);
    if (value == null || value >= -MAX_INSTANT_MS && value <= MAX_INSTANT_MS) return value;
    return bad(name, "is out of range", value);
  }

  Integer wholeInt(String name) {
    Long value = whole(name);
    if (value == null) return null;
    if (value != value.intValue()) return bad(name, "is out of range", value);
    return value.intValue();
  }

  Double decimal(String name) {
    Object value = table.get(name);
    if (value == null) return null;
    if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
      return bad(name, "is not a finite number", value);
    }
    return number.doubleValue();
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    String text = text(name);
    if (text == null) return null;
    return Wire.parse(type, text).orElseGet(() -> bad(name, "is none of its values", text));
  }

  /** An empty reader if the header is absent or not a table. */
  HeaderReader table(String name) {
    Object value = table.get(name);
    if (value == null) return new HeaderReader(Map.of(), problems);
    if (value instanceof Map<?, ?> map
        && map.keySet().stream().allMatch(String.class::isInstance)) {
      @SuppressWarnings("unchecked") // checked in the condition
      Map<String, ?> inner = (Map<String, ?>) map;
      return new HeaderReader(inner, problems);
    }
    bad(name, "is not a table", value);
    return new HeaderReader(Map.of(), problems);
  }

  private static Long exact(Number number) {
    if (number instanceof BigInteger big) return big.longValueExact();
    if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
      return new BigDecimal(number.toString()).longValueExact();
    }
    return number.longValue();
  }

  private <T> T bad(String name, String problem, Object value) {
    problems.accept(name + " " + problem + ": " + Wire.shown(value));
    return null;
  }
}
