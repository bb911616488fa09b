package dev.warren.faults.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

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
    known(id).acknowledged = true;
  }

  /** The broker says that it has it not. */
  public synchronized void refused(String id) {
    known(id).refused = true;
  }

  public synchronized void answered(Answer answer) {
    Entry entry = entries.get(answer.id());
    if (entry == null && answer.id().isEmpty() && anonymous > 0) anonymous--;
    else if (entry == null) unexpected.add(answer.id());
    else entry.answer(answer, nanoClock.getAsLong());
  }

  /**
   * A frame without an id is sent: one answer that names none is expected; until then it is open.
   */
  public synchronized void expectAnonymous() {
    anonymous++;
  }

  /** Found among the dead letters. */
  public synchronized void deadLettered(String id) {
    found(id, entry -> entry.deadLettered = true);
  }

  /** Found in quarantine at the end. */
  public synchronized void quarantined(String id) {
    found(id, entry -> entry.quarantined = true);
  }

  private void found(String id, Consumer<Entry> note) {
    Entry entry = entries.get(id);
    if (entry == null) unexpected.add(id);
    else note.accept(entry);
  }

  private long count(Predicate<Entry> wanted) {
    return entries.values().stream().filter(wanted).count();
  }

  /** Confirmed frames that have no outcome yet. */
  public synchronized long open() {
    return count(Entry::isLost) + anonymous;
  }

  /** Of these, the ones sent before that. */
  public synchronized long openSentBefore(long nanos) {
    return count(entry -> entry.isLost() && entry.sentNanos - nanos < 0);
  }

  /** Frames with an answer. */
  public synchronized long answered() {
    return count(Entry::isAnswered);
  }

  /** Of these, the ones sent after that. */
  public synchronized long answeredSentAfter(long nanos) {
    return count(entry -> entry.isAnswered() && entry.sentNanos - nanos > 0);
  }

  /** Frames with more than one result. */
  public synchronized long repeated() {
    return count(entry -> entry.account().duplicated() > 0);
  }

  /** Confirmed frames that may be given up without an answer, and have none. */
  public synchronized long shed() {
    return count(Entry::isShed);
  }

  public synchronized long acknowledged() {
    return count(entry -> entry.acknowledged);
  }

  public synchronized Account account() {
    Account sum = Account.NONE;
    for (Entry entry : entries.values()) sum = sum.plus(entry.account());
    return sum.plus(
        new Account(0, 0, 0, 0, 0, 0, 0, anonymous, unexpected.size(), 0, 0, 0, 0, 0, 0, 0));
  }

  /** Frames with this kind of flaw, for a message. */
  public synchronized List<String> some(Predicate<Account> flaw) {
    return entries.values().stream()
        .filter(entry -> flaw.test(entry.account()))
        .map(entry -> entry.frame.id())
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
    return quantile(
        entries.values().stream()
            .filter(Entry::isAnswered)
            .filter(e -> e.sentNanos - nanos < 0 && e.answeredNanos - nanos >= 0)
            .mapToDouble(e -> (e.answeredNanos - nanos) / 1e9),
        quantile);
  }

  /** From sending to the first answer, seconds, of the frames whose id begins so. */
  public synchronized OptionalDouble latencySeconds(String prefix, double quantile) {
    return quantile(
        entries.values().stream()
            .filter(e -> e.frame.id().startsWith(prefix) && e.isAnswered())
            .mapToDouble(e -> (e.answeredNanos - e.sentNanos) / 1e9),
        quantile);
  }

  private static OptionalDouble quantile(DoubleStream unsorted, double quantile) {
    double[] values = unsorted.sorted().toArray();
    if (values.length == 0) return OptionalDouble.empty();
    return OptionalDouble.of(values[Math.max(0, (int) Math.ceil(quantile * values.length) - 1)]);
  }

  private Entry known(String id) {
    Entry entry = entries.get(id);
    if (entry == null) throw new IllegalStateException("never sent: " + id);
    return entry;
  }
}
