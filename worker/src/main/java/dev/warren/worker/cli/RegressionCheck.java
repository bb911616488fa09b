package dev.warren.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.FileFailure;
import dev.warren.worker.benchmark.BenchmarkJson;
import dev.warren.worker.benchmark.BenchmarkReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Holds a report against an earlier one. */
final class RegressionCheck {
  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "An earlier --json to compare the best setting's frames per second with.")
  private Path baseline;

  @Option(
      names = "--max-regression",
      paramLabel = "P%",
      defaultValue = "5%",
      converter = Percentage.class,
      description =
          "By how much they may be fewer than the baseline's before the exit code is 6; default"
              + " ${DEFAULT-VALUE}.")
  private double maxRegression;

  private JsonNode earlier;

  /**
   * Does nothing without {@code --baseline}.
   *
   * @throws CommandException when it is no report
   */
  void readBaseline() {
    if (baseline == null) return;
    try {
      earlier = new ObjectMapper().readTree(baseline.toFile());
    } catch (IOException e) {
      throw unusable("cannot be read: " + FileFailure.reason(e), e);
    }
    String schema = earlier.path("schema").asText("absent");
    if (!schema.equals(BenchmarkJson.SCHEMA)) {
      throw unusable("its schema is not " + BenchmarkJson.SCHEMA + ": " + schema, null);
    }
    JsonNode rate = earlier.path("best").path("frames_per_second");
    if (!rate.isNumber() || !(rate.asDouble() > 0)) {
      throw unusable("best.frames_per_second is not a number above 0: " + rate, null);
    }
  }

  /**
   * Does nothing without {@code --baseline}.
   *
   * @throws CommandException when the rate fell by more than is allowed
   */
  void check(BenchmarkReport report) {
    if (earlier == null) return;
    warnOfAnother("model_version", report.subject().modelVersion());
    warnOfAnother("engine", report.subject().engine());
    warnOfAnother("cpus", Integer.toString(report.subject().cpus()));
    double before = earlier.get("best").get("frames_per_second").asDouble();
    double now = report.best().framesPerSecond();
    double change = (now / before - 1) * 100;
    String verdict =
        String.format(Locale.ROOT, "%.1f frames/s, baseline %.1f: %+.1f %%", now, before, change);
    if (-change > maxRegression) {
      throw new CommandException(
          ExitCode.REGRESSION,
          String.format(Locale.ROOT, "regression: %s, allowed -%.1f %%", verdict, maxRegression));
    }
    System.err.println(verdict);
  }

  private void warnOfAnother(String field, String value) {
    String other = earlier.path(field).asText(value);
    if (!other.equals(value)) {
      System.err.printf("the baseline has another %s: %s, not %s%n", field, other, value);
    }
  }

  private CommandException unusable(String why, Exception cause) {
    return new CommandException(ExitCode.USAGE, "--baseline " + baseline + ": " + why, cause);
  }

  /** {@code 5%} is 5. */
  static final class Percentage implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      if (!value.matches("\\d{1,2}(\\.\\d{1,3})?%?")) {
        throw new TypeConversionException(
            "'" + value + "' is not a percentage from 0% to 99.999%, such as 5%");
      }
      return Double.valueOf(value.replace("%", ""));
    }
  }
}
