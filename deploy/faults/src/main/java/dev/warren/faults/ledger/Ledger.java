package dev.warren.faults.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Every frame of a round: what was sent, what the broker said, and what came back. Thread-safe. */
public final class Ledger {
  private final LongSupplier nanoClock;
  private final Map<String, Entry> entries = new HashMap<>();
  private final List<String> unexpected = new ArrayList<>();
  private int anonymous;

  public Ledger(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Before it leaves, for its answer may be quick. */
  public synchronized void attempted(Frame frame) {
    if (entries.putIfAbsent(frame.id(), new Entry(frame, nanoClock.getAsLong())) != null) {
      throw new IllegalStateException("sent twice under one id: " + frame.id());
    }
  }

  /** It has not left after all. */
  public synchronized void withdrawn(String id) {
    entries.remove(id);
  }

  /** The broker has it. */
  public synchronized void acknowledged(String id) {
    known(id).acknowledge();
  }

  /** The broker says that it has it not. */
  public synchronized void refused(String id) {
    known(id).refuse();
  }

  public synchronized void answered(Answer answer) {
    Entry entry = entries.get(answer.id());
    if (entry == null && answer.id().isEmpty() && anonymous > 0) anonymous--;
    else if (entry == null) unexpected.add(answer.id());
    else entry.answer(answer, nanoClock.getAsLong());
  }

  /** A frame without an id is sent: one answer that names none is expected. */
  public synchronized void expectAnonymous() {
    anonymous++;
  }

  /** Found among the dead letters. */
  public synchronized void deadLettered(String id) {
    Entry entry = entries.get(id);
    if (entry == null) unexpected.add(id);
    else entry.deadLetter();
  }

  /** Found in quarantine at the end. */
  public synchronized void quarantined(String id) {
    Entry entry = entries.get(id);
    if (entry == null) unexpected.add(id);
    else entry.quarantine();
  }

  /** Confirmed frames that have no outcome yet. */
  public synchronized long open() {
    return entries.values().stream().filter(Entry::isOpen).count();
  }

  /** Of these, the ones sent before that. */
  public synchronized long openSentBefore(long nanos) {
    return entries.values().stream()
        .filter(entry -> entry.isOpen() && entry.sentNanos() - nanos < 0)
        .count();
  }

  /** Frames with an answer. */
  public synchronized long answered() {
    return entries.values().stream().filter(entry -> entry.answeredNanos() >= 0).count();
  }

  /** Of these, the ones sent after that. */
  public synchronized long answeredSentAfter(long nanos) {
    return entries.values().stream()
        .filter(entry -> entry.answeredNanos() >= 0 && entry.sentNanos() - nanos > 0)
        .count();
  }

  /** Frames with more than one result. */
  public synchronized long repeated() {
    return entries.values().stream().filter(entry -> entry.account().duplicated() > 0).count();
  }

  /** Confirmed frames that may be given up without an answer, and have none. */
  public synchronized long shed() {
    return entries.values().stream().filter(Entry::isShed).count();
  }

  public synchronized long acknowledged() {
    return entries.values().stream().filter(Entry::isAcknowledged).count();
  }

  public synchronized Account account() {
    Account sum = Account.NONE;
    for (Entry entry : entries.values()) sum = sum.plus(entry.account());
    return sum.plus(new Account(0, 0, 0, 0, 0, 0, 0, 0, unexpected.size(), 0, 0, 0, 0, 0, 0, 0));
  }

  /** Frames with this kind of flaw, for a message. */
  public synchronized List<String> some(Predicate<Account> flaw) {
    return entries.values().stream()
        .filter(entry -> flaw.test(entry.account()))
        .map(entry -> entry.frame().id())
        .sorted()
        .limit(5)
        .toList();
  }

  /**
   * How long after {@code nanos} the frames were answered that had been sent and not been answered
   * then.
   *
   * @param quantile 0..1
   * @return seconds; empty if there were none
   */
  public synchronized OptionalDouble recoverySeconds(long nanos, double quantile) {
    double[] seconds =
        entries.values().stream()
            .filter(e -> e.sentNanos() - nanos < 0 && e.answeredNanos() - nanos >= 0)
            .filter(e -> e.answeredNanos() >= 0)
            .mapToDouble(e -> (e.answeredNanos() - nanos) / 1e9)
            .toArray();
    return quantile(seconds, quantile);
  }

  /** From sending to the first answer, seconds, of the frames whose id begins so. */
  public synchronized OptionalDouble latencySeconds(String prefix, double quantile) {
    double[] seconds =
        entries.values().stream()
            .filter(e -> e.frame().id().startsWith(prefix) && e.answeredNanos() >= 0)
            .mapToDouble(e -> (e.answeredNanos() - e.sentNanos()) / 1e9)
            .toArray();
    return quantile(seconds, quantile);
  }

  private static OptionalDouble quantile(double[] values, double quantile) {
    if (values.length == 0) return OptionalDouble.empty();
    Arrays.sort(values);
    return OptionalDouble.of(values[Math.max(0, (int) Math.ceil(quantile * values.length) - 1)]);
  }

  private Entry known(String id) {
    Entry entry = entries.get(id);
    if (entry == null) throw new IllegalStateException("never sent: " + id);
    return entry;
  }
}
