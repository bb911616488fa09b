package dev.warren.faults;

import dev.warren.faults.scenario.Rounds;
import dev.warren.faults.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** All rounds of some scenarios: first one of each, then the second of each, and so on. */
final class Run {
  private final List<Scenario> scenarios;
  private final int rounds;
  private final long seed;
  private final Path report;
  private final Map<Scenario, ScenarioResult> results = new LinkedHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param rounds of each scenario
   * @param seed what is random repeats by it
   * @param report written as JSON after each round, or null
   */
  Run(List<Scenario> scenarios, int rounds, long seed, Path report) {
    this.scenarios = List.copyOf(scenarios);
    this.rounds = rounds;
    this.seed = seed;
    this.report = report;
    scenarios.forEach(scenario -> results.put(scenario, new ScenarioResult(scenario)));
  }

  /**
   * Runs everything.
   *
   * @param jobs so many scenarios at one time
   * @param sites opens a place for one of them
   */
  void on(int jobs, Supplier<Rounds> sites) throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Void>> done = new ArrayList<>();
      Callable<Void> job =
          () -> {
            try (Rounds site = sites.get()) {
              work(site);
            }
            return null;
          };
      for (int i = 0; i < jobs; i++) done.add(pool.submit(job));
      for (Future<Void> each : done) each.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) throw io;
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** What has been found so far, in the order of the scenarios. */
  List<ScenarioResult> results() {
    return List.copyOf(results.values());
  }

  private void work(Rounds site) throws IOException, InterruptedException {
    for (int i; (i = next.getAndIncrement()) < rounds * scenarios.size(); ) {
      int round = 1 + i / scenarios.size();
      Scenario scenario = scenarios.get(i % scenarios.size());
      long start = System.nanoTime();
      long own = seed * 1_000_003 + round * 101L + scenario.id();
      Rounds.Outcome outcome = site.run(scenario, own);
      add(scenario, round, outcome, (System.nanoTime() - start) / 1_000_000_000);
    }
  }

  private synchronized void add(Scenario scenario, int round, Rounds.Outcome outcome, long seconds)
      throws IOException {
    ScenarioResult result = results.get(scenario);
    result.add(outcome.findings(), outcome.broken());
    System.err.printf(
        "faults: round %d of %d, %d %s: %s, %d faults so far, %d s%n",
        round,
        rounds,
        scenario.id(),
        scenario.name(),
        Report.verdict(outcome.findings(), outcome.broken()),
        result.faultCount(),
        seconds);
    outcome.findings().failures().forEach(failure -> System.err.println("    " + failure));
    if (outcome.broken() != null) System.err.println("    not finished: " + outcome.broken());
    if (report != null) Files.writeString(report, Report.json(results()));
  }
}
