package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.Timings;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.flow.Move;
import dev.warren.worker.gpu.GpuMonitor;
import dev.warren.worker.lifecycle.Readiness;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * The worker's metrics as Prometheus reads them; {@code worker/METRICS.md} lists them. Counters and
 * histograms begin at 0 with every value that their labels can have: {@code increase()} would miss
 * the first event of a series that it makes appear. Thread-safe.
 */
public final class PrometheusMetrics implements WorkerMetrics, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Serving serving = new Serving();

  private final ArrivalMeters arrivals = new ArrivalMeters(meters);
  private final StageMeters stages = new StageMeters(meters);
  private final BatchMeters batches = new BatchMeters(meters);
  private final OutcomeMeters outcomes = new OutcomeMeters(meters);
  private final FailureMeters failures = new FailureMeters(meters);
  private final ReplyMeters replies = new ReplyMeters(meters);
  private final MoveMeters moves = new MoveMeters(meters);
  private final SettlementMeters settlements = new SettlementMeters(meters);
  private final BrokerMeters broker = new BrokerMeters(meters);
  private final EngineMeters engine = new EngineMeters(meters);
  private final ProcessMeters process;

  /**
   * @param version of Warren
   * @param revision that it was built from
   */
  public PrometheusMetrics(String version, String revision) {
    meters.info(
        "warren.build.info",
        "1; revision is the commit, unknown where the build was not told",
        "version",
        version,
        "revision",
        revision);
    ServingMeters.register(meters, serving);
    process = new ProcessMeters(registry, meters);
  }

  /** Shows whether frames are taken, and whether the worker is stopping. */
  public void bind(Readiness readiness) {
    meters.gauge(
        "warren_ready",
        "1 while frames are taken; /health/ready says why not",
        () -> readiness.isReady() ? 1 : 0);
    meters.gauge(
        "warren_draining",
        "1 while a stop finishes what is held",
        () -> readiness.isObstructedBy(Readiness.DRAIN) ? 1 : 0);
  }

  /** Shows the figures that each GPU has now; nothing without one. */
  public void bind(GpuMonitor gpus) {
    new GpuMeters(meters, gpus).register();
  }

  /** Shows state and calls of every circuit breaker that is, or will be, in {@code breakers}. */
  public void bind(CircuitBreakerRegistry breakers) {
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
  }

  /**
   * Shows what holds the worker up: 1 for the stage that is named, 0 for the others.
   *
   * @param stages all that may be named
   */
  public void bindBottleneck(List<String> stages, Supplier<String> named) {
    for (String stage : stages) {
      meters.gauge(
          "warren_bottleneck",
          "1 for what holds the worker up, 0 for the others",
          () -> stage.equals(named.get()) ? 1 : 0,
          "stage",
          stage);
    }
  }

  /**
   * All metrics as they are now.
   *
   * @param accept what the reader understands, as the HTTP header of that name says, or null
   */
  public Scrape scrape(String accept) {
    return Scrape.of(registry, accept);
  }

  @Override
  public void modelLoaded(long nanos) {
    engine.loaded(nanos);
  }

  @Override
  public void engineServes(EngineInfo info) {
    engine.serves(info);
  }

  @Override
  public void workerServes(WorkerGauges gauges) {
    serving.begin(gauges);
  }

  @Override
  public void workerEnds(WorkerGauges gauges) {
    serving.end(gauges);
  }

  @Override
  public void frameReceived(int sizeBytes, boolean redelivered) {
    arrivals.received(sizeBytes, redelivered);
  }

  @Override
  public void clockSeen(long aheadMs, long receivedMs) {
    arrivals.clockSeen(aheadMs, receivedMs);
  }

  @Override
  public void imageFetched(int sizeBytes, long nanos) {
    arrivals.fetched(sizeBytes);
    stages.fetched(nanos);
  }

  @Override
  public void replyToRefused() {
    arrivals.replyToRefused();
  }

  @Override
  public void frameDecoded(long nanos) {
    stages.decoded(nanos);
  }

  @Override
  public void batchClosed(Closing closing) {
    batches.closed(closing);
  }

  @Override
  public void batchRan(int size, long nanos) {
    batches.ran(size);
    stages.ran(nanos);
  }

  @Override
  public void frameFailed(String stage, FailReason reason) {
    failures.failed(stage, reason);
  }

  @Override
  public void frameEnded(FrameResult result) {
    outcomes.count(result);
  }

  @Override
  public void frameTimed(Timings timings) {
    stages.ended(timings);
  }

  @Override
  public void replyConfirmed(long nanos) {
    replies.confirmed();
    stages.confirmed(nanos);
  }

  @Override
  public void replyDated(long sinceCaptureMs) {
    replies.dated(sinceCaptureMs);
  }

  @Override
  public void replyRepeated() {
    replies.repeated();
  }

  @Override
  public void replyReplayed() {
    replies.replayed();
  }

  @Override
  public void frameShed() {
    outcomes.countShed();
  }

  @Override
  public void frameSkewed() {
    arrivals.skewed();
  }

  @Override
  public void headerIgnored() {
    arrivals.headerIgnored();
  }

  @Override
  public void idReused() {
    arrivals.idReused();
  }

  @Override
  public void replyReturned() {
    replies.returned();
  }

  @Override
  public void frameMoved(Move move) {
    moves.moved(move);
  }

  @Override
  public void moveRefused(Move move) {
    moves.refused(move);
  }

  @Override
  public void frameAcked(long heldNanos) {
    settlements.acked(heldNanos);
  }

  @Override
  public void frameRequeued() {
    settlements.requeued();
  }

  @Override
  public void settlementLost() {
    settlements.lost();
  }

  @Override
  public void consumerCancelled() {
    broker.consumerCancelled();
  }

  @Override
  public void brokerConnected() {
    broker.connected();
  }

  @Override
  public void brokerReconnected() {
    broker.reconnected();
  }

  @Override
  public void brokerLost() {
    broker.lost();
  }

  @Override
  public void brokerBlocked() {
    broker.blocked();
  }

  @Override
  public void brokerUnblocked() {
    broker.unblocked();
  }

  /** Idempotent. What was counted can still be read. */
  @Override
  public void close() {
    process.close();
  }
}
