package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.worker.publish.PublishConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one round has shown. Thread-safe. */
public final class Findings {
  /**
   * A measured value.
   *
   * @param limit that must not be exceeded; infinite for none
   * @param isCount whether that holds of each round; of the median of all rounds where the value
   *     depends on what else the machine does, as times and memory do
   */
  public record Figure(double value, double limit, boolean isCount) {}

  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, Integer> faults = new LinkedHashMap<>();
  private int mayRepeat;
  private int repeatableFrames;
  private int deadLetters;
  private Account account = Account.NONE;

  /** One more fault of this kind. */
  synchronized void fault(String kind) {
    faults.merge(kind, 1, Integer::sum);
  }

  /** So many more results may come twice. */
  synchronized void mayRepeat(int results) {
    mayRepeat += results;
  }

  /** So many frames may have more than one result, each as often as a result is tried. */
  synchronized void mayRepeatFrames(int frames) {
    repeatableFrames += frames;
    mayRepeat += frames * PublishConfig.DEFAULT.maxTries();
  }

  /** So many frames belong among the dead letters at the end. */
  synchronized void expectDeadLetters(int frames) {
    deadLetters = frames;
  }

  synchronized void check(boolean holds, String what, Object... values) {
    if (!holds) failures.add(what.formatted(values));
  }

  synchronized void note(String text) {
    if (!notes.contains(text)) notes.add(text);
  }

  void figure(String name, double value) {
    worst(name, new Figure(value, Double.POSITIVE_INFINITY, false));
  }

  /** A time or memory. */
  void measured(String name, double value, double limit) {
    worst(name, new Figure(value, limit, false));
  }

  void counted(String name, double value, double limit) {
    worst(name, new Figure(value, limit, true));
  }

  /** Of several in one round. */
  private synchronized void worst(String name, Figure figure) {
    figures.merge(name, figure, (a, b) -> Double.compare(a.value(), b.value()) < 0 ? b : a);
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

  /** 0 unless frames were to be counted. */
  synchronized int repeatableFrames() {
    return repeatableFrames;
  }

  synchronized int expectedDeadLetters() {
    return deadLetters;
  }

  public synchronized Account account() {
    return account;
  }
}
