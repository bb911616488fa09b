package dev.warren.faults;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.scenario.Findings;
import dev.warren.faults.scenario.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All rounds of one scenario. Not thread-safe. */
final class ScenarioResult {
  /** Values of all rounds that have one. */
  record Spread(double median, double least, double most, double limit, boolean isCount) {
    static Spread of(List<Findings.Figure> figures) {
      double[] values = figures.stream().mapToDouble(Findings.Figure::value).sorted().toArray();
      int n = values.length;
      double median = (values[(n - 1) / 2] + values[n / 2]) / 2;
      Findings.Figure any = figures.get(0);
      return new Spread(median, values[0], values[n - 1], any.limit(), any.isCount());
    }

    /** What must not exceed the limit. */
    double judged() {
      return isCount ? most : median;
    }
  }

  private final Scenario scenario;
  private final Map<String, List<Findings.Figure>> figures = new LinkedHashMap<>();
  private final Map<String, Integer> faults = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final List<String> failures = new ArrayList<>();
  private Account account = Account.NONE;
  private int rounds;
  private int passed;

  ScenarioResult(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * One more round.
   *
   * @param broken why the harness could not finish it, or null
   */
  void add(Findings findings, String broken) {
    rounds++;
    List<String> all = new ArrayList<>(findings.failures());
    if (broken != null) all.add("not finished: " + broken);
    if (all.isEmpty()) passed++;
    for (String failure : all) failures.add("round %d: %s".formatted(rounds, failure));
    findings
        .figures()
        .forEach((name, f) -> figures.computeIfAbsent(name, n -> new ArrayList<>()).add(f));
    findings.faults().forEach((kind, n) -> faults.merge(kind, n, Integer::sum));
    notes.addAll(findings.notes());
    account = account.plus(findings.account());
  }

  Scenario scenario() {
    return scenario;
  }

  int rounds() {
    return rounds;
  }

  int passedRounds() {
    return passed;
  }

  Account account() {
    return account;
  }

  Map<String, Integer> faults() {
    return faults;
  }

  int faultCount() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  Set<String> notes() {
    return notes;
  }

  Map<String, Spread> figures() {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    figures.forEach((name, values) -> spreads.put(name, Spread.of(values)));
    return spreads;
  }

  /** What is not as expected; figures beyond their limit included. */
  List<String> failures() {
    List<String> all = new ArrayList<>(failures);
    figures()
        .forEach(
            (name, spread) -> {
              double judged = spread.judged();
              if (judged <= spread.limit()) return; // so put, what is no number fails
              all.add(
                  "%s: %s, limit %s"
                      .formatted(name, Report.number(judged), Report.number(spread.limit())));
            });
    return all;
  }

  /** Whether it was tried, and everything was as expected. */
  boolean isPassed() {
    return rounds > 0 && failures().isEmpty();
  }
}
