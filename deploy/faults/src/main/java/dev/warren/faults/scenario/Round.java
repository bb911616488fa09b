package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Ledger;
import dev.warren.faults.site.Fleet;
import dev.warren.faults.site.Sink;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.site.Source;
import dev.warren.faults.worker.Hooks;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/** Everything that one round of a scenario has: empty queues, a ledger, cameras, workers. */
public final class Round implements AutoCloseable {
  /** Frames that a worker holds at most. */
  public static final int PREFETCH = 16;

  /** Frames per second, all cameras together. */
  public static final double RATE = 40;

  private static final long QUICK_MILLIS = 2;
  private static final long POLL_MILLIS = 100;

  private final Site site;
  private final Random random;
  private final double patience;
  private final Findings findings;
  private final Ledger ledger = new Ledger(System::nanoTime);
  private final Hooks hooks;
  private final Fleet fleet;
  private final Source source;
  private Sink sink;

  private Round(Site site, long seed, double patience, Findings findings, Path hooks) {
    this.site = site;
    random = new Random(seed);
    this.patience = patience;
    this.findings = findings;
    this.hooks = new Hooks(hooks);
    fleet = new Fleet(site, hooks);
    source = Source.open(site, ledger);
    sink = Sink.open(site, ledger, Sink.DURABLE);
  }

  /**
   * On a broker that is emptied for it.
   *
   * @param seed what is random repeats by it
   * @param patience times longer that everything is waited for
   */
  static Round open(Site site, long seed, double patience, Findings findings) throws IOException {
    site.prepare();
    Path hooks = Files.createTempDirectory(site.folder(), "hooks-");
    return new Round(site, seed, patience, findings, hooks);
  }

  public Site site() {
    return site;
  }

  public Random random() {
    return random;
  }

  public Findings findings() {
    return findings;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Hooks hooks() {
    return hooks;
  }

  public Fleet fleet() {
    return fleet;
  }

  public Source source() {
    return source;
  }

  public Sink sink() {
    return sink;
  }

  /** Results go to a queue with these arguments instead. Call before any worker starts. */
  public void sinkWith(Map<String, Object> arguments) {
    sink.close();
    sink = Sink.open(site, ledger, arguments);
  }

  /** Starts so many workers and waits until all of them take frames. */
  public List<Slot> workers(int count, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(more));
    if (!arguments.contains("--prefetch")) {
      arguments.addAll(List.of("--prefetch", Integer.toString(PREFETCH)));
    }
    List<Slot> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(fleet.add("worker-" + fleet.slots().size(), arguments));
    }
    fleet.awaitReady();
    return added;
  }

  /**
   * One worker at a node of the cluster and one at another, where whoever keeps the books is too,
   * to see how others fare. Frames come then, and all nodes take connections.
   */
  public List<Slot> workersThereAndElsewhere(int node) throws IOException, InterruptedException {
    List<RabbitMq> nodes = site.cluster().nodes();
    int other = (node + 1) % nodes.size();
    site.admitAt(other);
    nodes.get(node).closeConnections();
    during(1);
    site.admitAt(node);
    Slot there = workers(1).get(0);
    site.admitAt(other);
    Slot elsewhere = workers(1).get(0);
    source.rate(RATE);
    during(1.5);
    site.admitEverywhere();
    return List.of(there, elsewhere);
  }

  /** So many frames belong among the dead letters at the end; 0 unless this is called. */
  public void expectDeadLetters(int frames) {
    findings.expectDeadLetters(frames);
  }

  /** A fault is being injected. */
  public void fault(String kind) {
    findings.fault(kind);
  }

  /** By what was just injected so many results may come twice. */
  public void mayRepeat(int results) {
    findings.mayRepeat(results);
  }

  /**
   * By what was just injected so many frames may have more than one result: while one of two queues
   * of results has no leader, each try reaches the other one.
   */
  public void mayRepeatFrames(int frames) {
    findings.mayRepeatFrames(frames);
  }

  /** Until all are ready, and a frame that is sent from now on has an answer. */
  public double awaitConsuming(double seconds, List<Slot> slots) throws Exception {
    long since = System.nanoTime();
    return await(
        "workers consume again",
        seconds,
        () -> ledger().answeredSentAfter(since) > 0 && slots.stream().allMatch(Slot::isReady));
  }

  public void check(boolean holds, String what, Object... values) {
    findings.check(holds, what, values);
  }

  public void figure(String name, double value) {
    findings.figure(name, value);
  }

  /** A time or memory; its limit is one of the median of all rounds. */
  public void measured(String name, double value, double limit) {
    findings.measured(name, value, limit);
  }

  public void measured(String name, OptionalDouble value, double limit) {
    value.ifPresent(v -> measured(name, v, limit));
  }

  /** Its limit is one of each round. */
  public void counted(String name, double value, double limit) {
    findings.counted(name, value, limit);
  }

  public void note(String text) {
    findings.note(text);
  }

  /** Lets time pass. */
  public void during(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1000));
  }

  /** What is waited for. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits; that it does not come true in time is a failure of the round.
   *
   * @return how long it took in seconds, or the limit
   */
  public double await(String what, double seconds, Condition condition) throws Exception {
    return await(what, seconds, POLL_MILLIS, condition);
  }

  /** The same, looking every few milliseconds, for what is quickly asked. */
  public double awaitClosely(String what, double seconds, Condition condition) throws Exception {
    return await(what, seconds, QUICK_MILLIS, condition);
  }

  private double await(String what, double seconds, long everyMillis, Condition condition)
      throws Exception {
    long start = System.nanoTime();
    long limit = (long) (patience * seconds * 1e9);
    while (!condition.holds()) {
      if (System.nanoTime() - start > limit) {
        check(false, "not within %.1f s: %s", patience * seconds, what);
        return patience * seconds;
      }
      Thread.sleep(everyMillis);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Waits until every confirmed frame has its outcome, up to a minute without progress. */
  public void awaitAllAnswered() throws InterruptedException {
    awaitAllAnswered(Duration.ofMinutes(1));
  }

  /** Publishes so many more frames, and waits until all are answered. */
  public void serve(int frames) throws InterruptedException {
    source.burst(frames);
    awaitAllAnswered();
  }

  /**
   * Waits until every confirmed frame has its outcome, for as long as there is progress.
   *
   * @param limit longest time without an answer
   */
  public void awaitAllAnswered(Duration limit) throws InterruptedException {
    long open = ledger.open();
    long since = System.nanoTime();
    while (open > 0 && System.nanoTime() - since < patience * limit.toNanos()) {
      Thread.sleep(POLL_MILLIS);
      long now = ledger.open();
      if (now < open) since = System.nanoTime();
      open = now;
    }
  }

  /** Sum over all of its samples and over the workers that answer. */
  public double metric(String name) {
    return metric(name, "");
  }

  /** Sum over the samples whose labels contain the text and over the workers that answer. */
  public double metric(String name, String labels) {
    return fleet.slots().stream()
        .flatMap(slot -> slot.scrape().stream())
        .mapToDouble(scrape -> scrape.sum(name, labels))
        .sum();
  }

  /** Exits of workers that the harness did not cause by signals. */
  public long ownExits() {
    return fleet.slots().stream()
        .flatMap(slot -> slot.exits().stream())
        .filter(exit -> !exit.byHarness())
        .count();
  }

  @Override
  public void close() throws IOException {
    source.close();
    fleet.close();
    sink.close();
  }
}
