package dev.warren.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time from 0 to 365 days; a longer one is a typing error and could overflow later. Reads {@code
 * 250ms}, {@code 20s}, {@code 5m}, {@code 1h} and ISO-8601 ({@code PT20S}).
 */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h)");

  @Override
  public Duration convert(String value) {
    Duration duration = read(value);
    if (duration.isNegative()) {
      throw new TypeConversionException("'" + value + "' is less than 0");
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + value + "' is more than 365 days");
    }
    return duration;
  }

  /** As one types it: {@code 90m} for {@code PT1H30M}. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (!Duration.ofMillis(millis).equals(duration)) return duration.toString();
    if (millis % 1_000 != 0) return millis + "ms";
    long seconds = millis / 1_000;
    if (seconds % 60 != 0 || seconds == 0) return seconds + "s";
    long minutes = seconds / 60;
    return minutes % 60 == 0 ? minutes / 60 + "h" : minutes + "m";
  }

  private static Duration read(String value) {
    Matcher matcher = SHORT.matcher(value.strip());
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'" + value + "' is not a duration such as 250ms, 20s, 5m, 1h or PT20S");
    }
  }
}
