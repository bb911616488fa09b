package dev.warren.worker.bottleneck;

import static java.util.Objects.requireNonNull;

import dev.warren.common.Daemons;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.EngineInfo;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerGauges;
import dev.warren.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the worker that serves, twice a second, and names what holds it up: by the last ten
 * seconds, and only once three looks agree. A change is logged, at most every half minute.
 * Thread-safe.
 */
public final class BottleneckWatch implements WorkerMetrics, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BottleneckWatch.class);

  static final Duration WINDOW = Duration.ofSeconds(10);
  static final Duration PERIOD = Duration.ofMillis(500);
  static final int LOOKS_THAT_AGREE = 3;
  static final Duration LOG_EVERY = Duration.ofSeconds(30);

  /** What stands in the way when the broker is away, or has an alarm. */
  private static final String BROKER = "broker";

  /** Of a worker that holds one frame at a time, whatever it is that holds that one up. */
  private static final String QUARANTINE =
      "nothing: a quarantine takes one frame at a time, on purpose; where many wait, see what ends"
          + " the other workers";

  private static final String QUARANTINE_IDLE =
      "nothing: no frame is under suspicion, as it should be";

  private final WorkerCounters counters;
  private final Readiness readiness;
  private final LongSupplier nanoClock;
  private final Window window = new Window(WINDOW);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("bottleneck"));

  private WorkerGauges serving;
  private boolean isQuarantine;
  private Finding finding;
  private Verdict next = Verdict.inconclusive("nothing is known yet");
  private int agreeing;
  private Bottleneck logged = Bottleneck.INCONCLUSIVE;
  private long loggedNanos;

  /**
   * The verdict and what it stands on.
   *
   * @param sinceNanos {@link System#nanoTime} since when it is this one
   * @param measurement of up to ten seconds; empty while it is not ready for anything but an alarm
   */
  public record Finding(Verdict verdict, long sinceNanos, Optional<Measurement> measurement) {}

  BottleneckWatch(WorkerCounters counters, Readiness readiness, LongSupplier nanoClock) {
    this.counters = requireNonNull(counters, "counters");
    this.readiness = requireNonNull(readiness, "readiness");
    this.nanoClock = nanoClock;
    long now = nanoClock.getAsLong();
    this.finding = new Finding(next, now, Optional.empty());
    this.loggedNanos = now - LOG_EVERY.toNanos();
  }

  /**
   * @param counters of the worker that tells this watch that it serves
   * @param readiness while something but an alarm is in the way, that is the verdict
   */
  public static BottleneckWatch start(WorkerCounters counters, Readiness readiness) {
    BottleneckWatch watch = new BottleneckWatch(counters, readiness, System::nanoTime);
    watch.timer.scheduleWithFixedDelay(
        watch::lookSafely, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** What was found last. */
  public synchronized Finding finding() {
    return finding;
  }

  @Override
  public synchronized void engineServes(EngineInfo engine) {
    isQuarantine = engine.isQuarantine();
  }

  /** The worker that came last: one before it is on its way out. */
  @Override
  public synchronized void workerServes(WorkerGauges gauges) {
    serving = gauges;
    window.clear();
  }

  @Override
  public synchronized void workerEnds(WorkerGauges gauges) {
    if (serving == gauges) serving = null;
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      log.warn("no look at the worker", e); // a timer's task that throws is never run again
    }
  }

  synchronized void look() {
    long now = nanoClock.getAsLong();
    Optional<Measurement> measured = Optional.empty();
    Verdict found;
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      window.clear();
      found = obstructed(obstacle.get());
    } else {
      window.add(new Window.Sample(now, serving.load(), counters.totals()));
      measured = window.measure();
      found = window.isFull() ? forRole(Diagnosis.of(measured.orElseThrow())) : tooEarly();
    }
    conclude(found, measured, now);
    logChange(now);
  }

  private Optional<String> obstacle() {
    if (serving == null) return Optional.of("no worker serves");
    // Not an alarm, under which frames go on: it may come and go, and what it costs shows in
    // shares.
    boolean hasAlarm = serving.publish().isBlocked();
    return readiness.reasons().stream()
        .filter(reason -> !(hasAlarm && reason.startsWith(BROKER)))
        .findFirst();
  }

  private static Verdict obstructed(String obstacle) {
    String reason = "not ready: " + obstacle;
    return obstacle.startsWith(BROKER)
        ? new Verdict(
            Bottleneck.BROKER,
            reason,
            "see whether the broker runs and can be reached; the worker tries again by itself")
        : Verdict.inconclusive(reason).advising("see why it is not ready");
  }

  /** What helps other workers does not help in the quarantine. */
  private Verdict forRole(Verdict found) {
    if (!isQuarantine) return found;
    return switch (found.bottleneck()) {
      case CONSUME, DECODE, ENGINE, PUBLISH -> found.advising(QUARANTINE);
      case STARVED -> found.advising(QUARANTINE_IDLE);
      case BROKER, INCONCLUSIVE -> found;
    };
  }

  private Verdict tooEarly() {
    return Verdict.inconclusive(
        "watched for %.0f s of %d".formatted(window.seconds(), WINDOW.toSeconds()));
  }

  private void conclude(Verdict found, Optional<Measurement> measured, long now) {
    agreeing = found.bottleneck() == next.bottleneck() ? agreeing + 1 : 1;
    next = found;
    boolean isSame = found.bottleneck() == finding.verdict().bottleneck();
    if (isSame || agreeing >= LOOKS_THAT_AGREE) {
      finding = new Finding(found, isSame ? finding.sinceNanos() : now, measured);
    } else {
      finding = new Finding(finding.verdict(), finding.sinceNanos(), measured);
    }
  }

  private void logChange(long now) {
    Verdict verdict = finding.verdict();
    if (verdict.bottleneck() == logged || now - loggedNanos < LOG_EVERY.toNanos()) return;
    logged = verdict.bottleneck();
    loggedNanos = now;
    log.info("bottleneck: {}; what helps: {}", verdict, verdict.advice());
  }

  /** Looks no more. Idempotent. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
