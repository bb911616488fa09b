package dev.warren.loadtest.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.warren.loadtest.scaling.Fleet.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The simulation's rule is the one that Prometheus evaluates: a fleet that grows and shrinks is
 * written down as series, promtool evaluates deploy/prometheus/recording.rules.yml on them, and
 * must come to the same number of workers each time.
 */
class RuleTest {
  private static final Path RULES =
      Path.of("..", "deploy", "prometheus", "recording.rules.yml").toAbsolutePath().normalize();
  private static final int SCRAPE = 15;
  private static final int SECONDS = 900;

  /** Moves the evaluations to multiples of the interval, where promtool makes them. */
  private static final int SHIFT = SCRAPE - RuleSignal.evaluationPhase(SCRAPE);

  /** Size of the fleet from a second on: it starts, grows, and loses workers. */
  private static final TreeMap<Integer, Integer> SIZES =
      new TreeMap<>(Map.of(0, 1, 200, 3, 340, 2, 350, 4, 600, 1, 700, 2));

  @TempDir Path folder;

  private final Map<String, TreeMap<Integer, String>> series = new LinkedHashMap<>();
  private final Map<Integer, Double> wanted = new TreeMap<>();

  private void sample(String name, int second, Object value) {
    series.computeIfAbsent(name, n -> new TreeMap<>()).put(second + SHIFT, String.valueOf(value));
  }

  @Test
  void comesToWhatPrometheusComesTo() throws Exception {
    assertThat(compared(Rule.SHIPPED)).contains("SUCCESS");
    assertThat(wanted.values()).anyMatch(w -> w == 1).anyMatch(w -> w > 4);
    int times = wanted.size();
    System.out.printf("desired workers as Prometheus has them at %d of %d times%n", times, times);
  }

  @ParameterizedTest
  @CsvSource({"0.79, 10, 120", "0.8, 11, 120", "0.8, 10, 105"})
  void anyOtherNumberIsNoticed(double utilization, int drain, int window) throws Exception {
    assertThat(compared(new Rule(utilization, drain, window))).contains("FAILED");
  }

  private String compared(Rule rule) throws Exception {
    FleetConfig config = new FleetConfig(100, 40, 5, false, 64);
    int[] arrivals = Arrivals.poisson(Shape.BURST.demand(60, 290, 300, 90, SECONDS), 11);
    Fleet fleet = new Fleet(config, 1);
    RuleSignal signal = new RuleSignal(rule, config.capacity(), SCRAPE);
    Map<Worker, String> names = new LinkedHashMap<>();
    for (int now = 0; now < SECONDS; now++) {
      fleet.second(now, arrivals[now]);
      signal.observe(now, fleet);
      if (now % SCRAPE == 0) scrape(now, fleet, names);
      if (now % SCRAPE == RuleSignal.evaluationPhase(SCRAPE)) {
        wanted.put(now + SHIFT, signal.workers(now, fleet).orElseThrow());
      }
      fleet.scale(now, SIZES.floorEntry(now).getValue());
    }
    return promtool(Files.writeString(folder.resolve("test.yml"), test()));
  }

  private void scrape(int now, Fleet fleet, Map<Worker, String> names) {
    List<Worker> there = fleet.workers();
    for (Worker worker : there) names.computeIfAbsent(worker, w -> "w" + names.size());
    names.forEach(
        (worker, name) -> {
          boolean gone = !there.contains(worker);
          String labels = "{instance=\"" + name + "\"}";
          sample("warren_frames_total" + labels, now, gone ? "stale" : worker.served());
          sample(
              "warren_engine_info{instance=\"" + name + "\",model=\"m\",role=\"worker\"}",
              now,
              gone ? "stale" : 1);
          String capacity = worker.isReady(now) ? "100" : "NaN";
          sample("warren_capacity_frames_per_second" + labels, now, gone ? "stale" : capacity);
        });
    String queue = "{queue=\"warren.frames.m\",vhost=\"/\"}";
    sample("rabbitmq_detailed_queue_messages_ready" + queue, now, fleet.ready(now));
    sample("rabbitmq_detailed_queue_messages_unacked" + queue, now, fleet.unacked(now));
  }

  /** With a value or a blank for each second. */
  private String test() {
    StringBuilder text = new StringBuilder();
    text.append("rule_files: ['" + RULES + "']\nevaluation_interval: " + SCRAPE + "s\n");
    text.append("tests:\n  - interval: 1s\n    input_series:\n");
    series.forEach(
        (name, samples) -> {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < SECONDS + SCRAPE; i++) values.add(samples.getOrDefault(i, "_"));
          text.append(
              "      - {series: '%s', values: '%s'}%n".formatted(name, String.join(" ", values)));
        });
    text.append("    promql_expr_test:\n");
    wanted.forEach(
        (second, value) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "      - {expr: 'abs(warren:desired_workers - %.9f) < bool 1e-6', eval_time:"
                        + " %ds, exp_samples: [{labels: '{model=\"m\"}', value: 1}]}%n",
                    value,
                    second)));
    return text.toString();
  }

  private String promtool(Path test) throws IOException, InterruptedException {
    // Prometheus 3 leaves out a window's first moment: one sample less in the slope.
    if (!run("promtool", "--version").contains("version 2.")) return skip("no promtool 2 here");
    return run("promtool", "test", "rules", test.toString());
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return skip("no " + command[0] + " here");
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static <T> T skip(String reason) {
    System.out.println("skipped: " + reason);
    return abort(reason);
  }
}
