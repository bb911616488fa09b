package dev.warren.worker.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.ProfilersFailedException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH round after round and compares medians: on a machine that others use too, neighbours in
 * time see the same disturbances, and one long run per benchmark does not. The benchmark whose name
 * ends in {@code baseline} is what the others of its class and parameters are divided by. Exit
 * status 2: usage.
 */
public final class Rounds {
  private static final String BASELINE = "baseline";

  private final Map<String, List<Double>> scores = new TreeMap<>();
  private final Map<String, List<Double>> allocated = new TreeMap<>();
  private final Map<String, String> baselines = new TreeMap<>();

  private Rounds() {}

  public static void main(String[] args) throws RunnerException {
    System.exit(run(System.err, args));
  }

  /** Returns the exit status; what is wrong with the arguments is one line on {@code err}. */
  static int run(PrintStream err, String... args) throws RunnerException {
    try {
      run(args);
      return 0;
    } catch (IllegalArgumentException
        | CommandLineOptionException
        | NoBenchmarksException
        | ProfilersFailedException e) {
      err.println("jmh: " + e.getMessage());
      return 2;
    }
  }

  private static void run(String... args) throws RunnerException, CommandLineOptionException {
    boolean counted = args.length > 0 && args[0].equals("-rounds");
    int rounds = counted ? RoundCount.of("-rounds", args.length > 1 ? args[1] : "") : 5;
    CommandLineOptions asked =
        new CommandLineOptions(counted ? Arrays.copyOfRange(args, 2, args.length) : args);
    Options options =
        new OptionsBuilder()
            .parent(asked)
            .verbosity(VerboseMode.SILENT)
            .addProfiler("gc")
            .forks(1)
            .build();
    if (asked.shouldList()) {
      new Runner(options).list();
      return;
    }
    Rounds all = new Rounds();
    for (int round = 1; round <= rounds; round++) {
      System.err.printf("round %d of %d%n", round, rounds);
      all.add(new Runner(options).run());
    }
    all.print();
  }

  private void add(Collection<RunResult> results) {
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      String method = params.getBenchmark();
      StringBuilder values = new StringBuilder();
      params.getParamsKeys().forEach(k -> values.append(' ').append(params.getParam(k)));
      String name = shortName(method) + values;
      int at = method.lastIndexOf('.') + 1;
      baselines.put(name, shortName(method.substring(0, at) + BASELINE) + values);
      scores
          .computeIfAbsent(name, k -> new ArrayList<>())
          .add(result.getPrimaryResult().getScore());
      Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
      if (bytes != null) {
        allocated.computeIfAbsent(name, k -> new ArrayList<>()).add(bytes.getScore());
      }
    }
  }

  private void print() {
    System.out.printf(
        "%-58s %9s %9s %9s %8s %10s%n", "", "median", "least", "most", "ratio", "bytes");
    scores.forEach(
        (name, times) -> {
          List<Double> base = scores.get(baselines.get(name));
          System.out.printf(
              Locale.ROOT,
              "%-58s %9.3f %9.3f %9.3f %8s %10.0f%n",
              name,
              median(times),
              times.stream().min(Double::compare).orElseThrow(),
              times.stream().max(Double::compare).orElseThrow(),
              base == null ? "" : String.format(Locale.ROOT, "%.3f", ratio(times, base)),
              median(allocated.getOrDefault(name, List.of(Double.NaN))));
        });
  }

  /** The median of the rounds' ratios. */
  private static double ratio(List<Double> times, List<Double> base) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) ratios.add(times.get(i) / base.get(i));
    return median(ratios);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Class and method. */
  private static String shortName(String method) {
    String[] words = method.split("\\.");
    return words[words.length - 2] + "." + words[words.length - 1];
  }
}
