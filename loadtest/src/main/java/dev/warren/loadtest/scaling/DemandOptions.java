package dev.warren.loadtest.scaling;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.DurationConverter;
import dev.warren.cli.FileFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The load that is simulated: a shape, or a file. */
final class DemandOptions {
  private static final Duration LONGEST = Duration.ofDays(31);

  @Option(
      names = "--shape",
      paramLabel = "NAME",
      defaultValue = "diurnal",
      description =
          "Load between --base-rate and --peak-rate: 'diurnal' (default), a wave; 'burst', the peak"
              + " for --burst-length at the begin of each period; 'step', up for its second half;"
              + " 'ramp', up evenly.")
  private Shape shape;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Load from a CSV file in place of a shape: SECOND,FRAMES_PER_SECOND, times rising from 0;"
              + " the last one is the end.")
  private Path trace;

  @Option(
      names = "--base-rate",
      paramLabel = "R",
      defaultValue = "0",
      description = "Frames per second at the least; 0 (default) for a tenth of the peak.")
  private double baseRate;

  @Option(
      names = "--peak-rate",
      paramLabel = "R",
      defaultValue = "0",
      description =
          "Frames per second at the most; 0 (default) for what 80 %% of --max-workers can do.")
  private double peakRate;

  @Option(
      names = "--period",
      paramLabel = "TIME",
      defaultValue = "2h",
      description = "After which a shape repeats; default ${DEFAULT-VALUE}.")
  private Duration period;

  @Option(
      names = "--burst-length",
      paramLabel = "TIME",
      defaultValue = "1m",
      description = "With --shape burst; default ${DEFAULT-VALUE}.")
  private Duration burstLength;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "How long a shape goes on; default ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of the chance by which frames arrive, by Poisson's distribution; 0 for none, evenly;"
              + " default ${DEFAULT-VALUE}.")
  private long seed;

  /**
   * @param full what all workers can do, in frames per second
   */
  int[] arrivals(double full) {
    Demand demand = demand(full);
    return seed == 0 ? Arrivals.even(demand) : Arrivals.poisson(demand, seed);
  }

  void check() {
    rate("--base-rate", baseRate);
    rate("--peak-rate", peakRate);
    Steps.check("--period", period, LONGEST);
    Steps.check("--burst-length", burstLength, LONGEST);
    Steps.check("--duration", duration, LONGEST);
    if (seed < 0) throw usage("--seed < 0: " + seed);
    if (shape == Shape.BURST && burstLength.compareTo(period) >= 0) {
      throw usage("--burst-length not below --period " + period + ": " + burstLength);
    }
  }

  private static void rate(String option, double value) {
    if (!(value >= 0 && value <= Arrivals.MAX_RATE)) {
      throw usage(option + " not in 0.." + (int) Arrivals.MAX_RATE + ": " + value);
    }
  }

  private Demand demand(double full) {
    if (trace != null) return read();
    double peak = peak(full);
    double base = base(full);
    if (base > peak) throw usage("--base-rate above --peak-rate " + peak + ": " + base);
    return shape.demand(base, peak, Steps.of(period), Steps.of(burstLength), Steps.of(duration));
  }

  private double peak(double full) {
    return peakRate == 0
        ? Math.min(Rule.SHIPPED.utilization() * full, Arrivals.MAX_RATE)
        : peakRate;
  }

  private double base(double full) {
    return baseRate == 0 ? peak(full) / 10 : baseRate;
  }

  private Demand read() {
    try {
      TraceFile file = TraceFile.read(trace);
      if (file.seconds() > LONGEST.toSeconds()) {
        throw usage("--trace is longer than " + LONGEST.toDays() + " days: " + file.seconds());
      }
      return file;
    } catch (IOException e) {
      throw FileFailure.usage("--trace " + trace, "read", e);
    } catch (IllegalArgumentException e) {
      throw usage("--trace " + e.getMessage(), e);
    }
  }

  /** Adds what gives the same load again, by option. */
  void settings(Map<String, String> settings, double full) {
    if (trace != null) {
      settings.put("trace", trace.toString());
    } else {
      settings.put("shape", shape.name().toLowerCase(Locale.ROOT));
      settings.put("base-rate", Steps.text(base(full)));
      settings.put("peak-rate", Steps.text(peak(full)));
      settings.put("period", DurationConverter.text(period));
      if (shape == Shape.BURST) settings.put("burst-length", DurationConverter.text(burstLength));
      settings.put("duration", DurationConverter.text(duration));
    }
    settings.put("seed", String.valueOf(seed));
  }
}
