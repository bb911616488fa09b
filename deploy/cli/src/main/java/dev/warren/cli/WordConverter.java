package dev.warren.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a constant of an enum as people type it, and lists them so: in small letters. */
final class WordConverter implements ITypeConverter<Object> {
  private final Object[] constants;

  WordConverter(Class<?> type) {
    constants = type.getEnumConstants();
  }

  List<String> words() {
    return Arrays.stream(constants).map(WordConverter::word).toList();
  }

  @Override
  public Object convert(String value) {
    return Stream.of(constants)
        .filter(constant -> word(constant).equalsIgnoreCase(value.strip().replace('_', '-')))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + value + "' is none of " + String.join(", ", words())));
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
