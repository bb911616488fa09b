package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one round has shown. Thread-safe. */
public final class Findings {
  /**
   * A measured value.
   *
   * @param limit that times and memory, called ..._s, ..._ms or ..._mib, must not exceed in the
   *     median of all rounds, and counts in none of them; infinite for none
   */
  public record Figure(double value, double limit) {}

  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, Integer> faults = new LinkedHashMap<>();
  private int mayRepeat;
  private Account account = Account.NONE;

  /** One more fault of this kind. */
  synchronized void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }

  /** So many more results may come twice. */
  synchronized void mayRepeat(int results) {
    mayRepeat += results;
  }

  synchronized void check(boolean holds, String what) {
    if (!holds) failures.add(what);
  }

  synchronized void note(String text) {
    if (!notes.contains(text)) notes.add(text);
  }

  synchronized void figure(String name, double value, double limit) {
    Figure before = figures.get(name);
    // Of several in one round the worst counts.
    if (before == null || before.value() < value) figures.put(name, new Figure(value, limit));
  }

  synchronized void account(Account value) {
    account = value;
  }

  public synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  public synchronized Map<String, Figure> figures() {
    return new LinkedHashMap<>(figures);
  }

  public synchronized Map<String, Integer> faults() {
    return new LinkedHashMap<>(faults);
  }

  public synchronized int repeatable() {
    return mayRepeat;
  }

  public synchronized Account account() {
    return account;
  }
}
