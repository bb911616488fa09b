package dev.warren.worker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/jmh} up to the first benchmark. */
class RoundsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "--bogus, bogus is not a recognized option",
        "-f x, Cannot parse argument 'x' of option f",
        "-rounds, -rounds is no number from 1 on: ''",
        "-rounds x, -rounds is no number from 1 on: 'x'",
        "-rounds 0, -rounds is no number from 1 on: '0'",
      })
  void whatIsWrongIsSaidInOneLine(String line, String message) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    assertThat(Rounds.run(err, line.split(" "))).isEqualTo(2);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("jmh: " + message + System.lineSeparator());
  }
}
