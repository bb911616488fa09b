package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.cli.Warren;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong value is one line that names the option, before any broker starts. */
class WrongValuesTest {
  @ParameterizedTest
  @CsvSource({
    "--scenario, 99",
    "--scenario, 0",
    "--scenario, many",
    "--rounds, 0",
    "--rounds, 10001",
    "--jobs, 0",
    "--jobs, 65",
    "--seed, x",
    "--patience, 0.5",
    "--patience, NaN",
    "--soak, 0s",
    "--soak-every, 0s",
    "--definitions, no-such-file.json",
    "--report, /nowhere/r.json"
  })
  void isNamed(String option, String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream standard = System.err;
    int exitCode;
    try (PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setErr(err);
      String[] args = {
        "verify-faults", "--definitions=../rabbitmq/definitions.json", option, value
      };
      if (option.equals("--definitions")) args[1] = "--rounds=1";
      exitCode = Warren.run(args, Map.of());
    } finally {
      System.setErr(standard);
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(text).isEqualTo(ExitCode.USAGE);
    assertThat(text).startsWith("warren verify-faults: ").contains(option, value);
    assertThat(text.lines()).hasSize(1);
  }
}
