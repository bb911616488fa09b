package dev.warren.loadtest.load;

import dev.warren.common.Daemons;
import dev.warren.loadtest.arrival.Arrivals;
import dev.warren.loadtest.gateway.MessageIds;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.protocol.ConnectionLostException;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SubscriberConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;

/**
 * One run: threads and connections around {@link Sender} and {@link Measurement}. The results'
 * queue is bound before the first frame leaves.
 */
public final class LoadRun {
  private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);
  private static final int PREFETCH = 1_000;

  /** From the connections to the first frame, so that it finds a waiting sender. */
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long a second result for the very last frames has. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Without a single answer for so long somebody should look. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Longest drain once we have been told to stop. */
  private static final Duration STOP_DRAIN = Duration.ofSeconds(3);

  private final LoadPlan plan;
  private final Pictures pictures;
  private final FramePublisher publisher;
  private final CpuMeter cpu;
  private final Progress progress;
  private final CompletableFuture<Void> stop;
  private final RunIds ids = new RunIds(MessageIds.newRun());
  private final RunClock clock = RunClock.startingIn(LEAD_NANOS);
  private final Measurement measurement;
  private final ClosedLoop closedLoop;
  private final Troubles troubles = new Troubles();
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private boolean isCutShort;

  private LoadRun(
      LoadPlan plan,
      Pictures pictures,
      FramePublisher publisher,
      CpuMeter cpu,
      Progress progress,
      CompletableFuture<Void> stop) {
    this.plan = plan;
    this.pictures = pictures;
    this.publisher = publisher;
    this.cpu = cpu;
    this.progress = progress;
    this.stop = stop;
    long ttlNanos = plan.ttl() == null ? Long.MAX_VALUE : plan.ttl().toNanos();
    this.measurement =
        new Measurement(plan.arrivals().fleet(), plan.window(), ttlNanos, plan.timelineStepNanos());
    long endNanos = plan.window().endNanos();
    this.closedLoop =
        plan.saturate() == 0
            ? null
            : new ClosedLoop(plan.saturate(), plan.arrivals().start(), clock, endNanos);
  }

  /** A report, and how the connections ended: exceptionally if one was lost. */
  public record End(LoadReport report, CompletableFuture<Void> lost) {}

  /**
   * Runs on the caller's thread.
   *
   * @param settings for the report
   * @param stop completes when the run is to end early
   * @throws dev.warren.protocol.BrokerException if there is no connection, or an exchange is
   *     missing
   */
  public static End run(
      LoadPlan plan,
      Pictures pictures,
      Broker broker,
      Map<String, String> settings,
      CpuMeter cpu,
      Progress progress,
      CompletableFuture<Void> stop)
      throws InterruptedException {
    SubscriberConfig results =
        new SubscriberConfig(
            broker.topology(), null, broker.topology().framesBinding(plan.model()), PREFETCH);
    PublisherConfig publishing =
        new PublisherConfig(broker.topology(), plan.maxOutstanding(), CONFIRM_TIMEOUT);
    AtomicReference<LoadRun> current = new AtomicReference<>();
    try (DetectionSubscriber subscriber =
            DetectionSubscriber.open(broker.amqp(), results, r -> hand(current.get(), r));
        FramePublisher publisher = FramePublisher.open(broker.amqp(), publishing)) {
      LoadRun run = new LoadRun(plan, pictures, publisher, cpu, progress, stop);
      current.set(run);
      run.listen(subscriber.closed());
      run.listen(publisher.closed());
      run.send();
      run.drain();
      publisher.flush(run.isCutShort ? STOP_DRAIN : CONFIRM_TIMEOUT.plusSeconds(1));
      return run.end(settings, subscriber.malformed(), broker);
    } finally {
      progress.end();
    }
  }

  /** What comes before the run belongs to others. */
  private static void hand(LoadRun run, ReceivedResult result) {
    if (run != null) run.receive(result);
  }

  private void receive(ReceivedResult received) {
    long now = clock.at(received.receivedNanos());
    boolean first =
        measurement.answered(
            ids.index(received.result().frame().requestId()),
            Outcome.of(received.result()),
            digest(received.body()),
            received.headers().timings(),
            now);
    if (first && closedLoop != null) closedLoop.release();
  }

  /** A body in 64 bits: two sums of different making, so that hardly a difference goes unseen. */
  private static long digest(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return crc.getValue() << 32 | Integer.toUnsignedLong(Arrays.hashCode(body));
  }

  private void listen(CompletableFuture<Void> closed) {
    closed.whenComplete(
        (nothing, failure) -> {
          if (failure != null) lost.completeExceptionally(failure);
        });
  }

  private void send() throws InterruptedException {
    Arrivals arrivals = closedLoop == null ? plan.arrivals().start() : closedLoop;
    FrameMaker maker = new FrameMaker(plan, pictures, ids, clock);
    Window window = plan.window();
    Sender sender =
        new Sender(arrivals, maker, this::publish, measurement, clock, window.endNanos());
    FutureTask<Void> sent = new FutureTask<>(sender, null);
    Thread thread = Daemons.thread("load-sender", sent);
    thread.start();
    long limit = window.endNanos() + plan.drain().toNanos();
    boolean isInterrupted = false;
    while (!await(sent, LOOK_NANOS)) {
      long now = clock.nanos();
      measureCpu(window, now);
      show(now < window.startNanos() ? "warm-up" : now < window.endNanos() ? "measure" : "behind");
      isCutShort |= stop.isDone() || lost.isDone() || now > limit;
      if (isCutShort && !isInterrupted) {
        thread.interrupt();
        isInterrupted = true;
      }
    }
    cpu.stop();
  }

  private CompletableFuture<Void> publish(FrameRequest frame) throws InterruptedException {
    return publisher
        .publish(frame)
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) refused(failure);
            });
  }

  /** In a closed loop it makes room for another, unless all that follow would fare the same. */
  private void refused(Throwable failure) {
    troubles.refused(failure);
    if (closedLoop != null && !(failure instanceof ConnectionLostException)) closedLoop.release();
  }

  private void drain() throws InterruptedException {
    long limit = clock.nanos() + (isCutShort ? STOP_DRAIN : plan.drain()).toNanos();
    while (measurement.outstanding() > 0 && clock.nanos() < limit && !lost.isDone()) {
      if (stop.isDone() && !isCutShort) {
        isCutShort = true;
        limit = Math.min(limit, clock.nanos() + STOP_DRAIN.toNanos());
      }
      show("drain");
      clock.awaitUntil(clock.nanos() + LOOK_NANOS);
    }
    if (!lost.isDone()) clock.awaitUntil(clock.nanos() + LINGER_NANOS);
  }

  private End end(Map<String, String> settings, long malformed, Broker broker) {
    if (measurement.isUnheard()) troubles.silence(); // also of a run that is short
    LoadReport report =
        measurement.report(settings, malformed, ready(broker), cpu.cores(), clock.nanos());
    return new End(report.with(Notes.of(plan, report, troubles.all(), isCutShort)), lost);
  }

  /** Frames that wait for a worker; null where that is of no interest, or cannot be told. */
  private Long ready(Broker broker) {
    if (measurement.outstanding() == 0) return 0L;
    return lost.isDone() ? null : QueueLength.of(broker, plan.model());
  }

  private void measureCpu(Window window, long now) {
    if (window.contains(now) && !cpu.isRunning()) cpu.start();
    if (now >= window.endNanos()) cpu.stop();
  }

  private void show(String phase) {
    long now = clock.nanos();
    if (publisher.blocked()) troubles.blocked();
    if (now > SILENCE_NANOS && measurement.isUnheard()) troubles.silence();
    troubles.news().forEach(progress::say);
    progress.show(phase, now, measurement.published(), measurement.answered());
  }

  /** Whether it is done; fails as it failed. */
  private static boolean await(Future<Void> done, long nanos) throws InterruptedException {
    try {
      done.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException("the sender failed", e.getCause());
    }
  }
}
