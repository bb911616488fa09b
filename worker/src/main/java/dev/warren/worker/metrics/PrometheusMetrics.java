package dev.warren.worker.metrics;

import dev.warren.protocol.FrameResult;
import dev.warren.protocol.Timings;
import dev.warren.worker.flow.Move;
import dev.warren.worker.gpu.GpuMonitor;
import dev.warren.worker.lifecycle.Readiness;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.IntSupplier;
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
  private final ProcessMeters process;

  private final Counter deliveries =
      meters.counter("warren_deliveries_total", "Frames taken from the queue, repetitions too");
  private final DistributionSummary frameBytes =
      meters.histogram(
          "warren_frame_bytes",
          "Size of encoded frames",
          1 << 10,
          1 << 12,
          1 << 14,
          1 << 16,
          1 << 18,
          1 << 20,
          1 << 22,
          1 << 24);
  private final Counter fetchedBytes =
      meters.counter("warren_fetched_bytes_total", "Images fetched by reference");
  private final DistributionSummary batchSize =
      meters.histogram(
          "warren_batch_size", "Frames in one run of the engine", 1, 2, 4, 8, 16, 32, 64);

  private final StageMeters stages = new StageMeters(registry);
  private final OutcomeMeters outcomes = new OutcomeMeters(meters);
  private final BrokerMeters broker = new BrokerMeters(meters);

  private final MoveMeters moves = new MoveMeters(meters);

  private final Counter confirmed = replies("confirmed");
  private final Counter repeated = replies("repeated");
  private final Counter replayed = replies("replayed");
  private final Counter returned = replies("returned");

  private final Counter replyToRefused =
      meters.counter(
          "warren_reply_to_refused_total", "Frames that named a reply queue that is not allowed");

  private final Counter ignoredHeaders =
      meters.counter(
          "warren_ignored_headers_total",
          "Malformed headers of frames that were looked at nevertheless");

  private final Counter reusedIds =
      meters.counter(
          "warren_reused_ids_total", "Frames with the id of another frame, against the contract");

  private final Counter acked = settlements("ack");
  private final Counter requeued = settlements("requeue");
  private final Counter lost = settlements("lost");

  private Meter engineInfo;

  /** More than one while a worker follows another in this process. */
  private final List<WorkerGauges> serving = new CopyOnWriteArrayList<>();

  /**
   * @param version of Warren
   */
  public PrometheusMetrics(String version) {
    meters.info("warren.build.info", "Version of Warren", "version", version);
    meters.gauge(
        "warren_inflight_frames",
        "Frames taken and not settled",
        () -> sum(WorkerGauges::inFlight));
    meters.gauge(
        "warren_prefetch_limit",
        "Frames that are held at most",
        () -> sum(WorkerGauges::prefetchLimit));
    meters.gauge(
        "warren_capacity_frames_per_second",
        "What the engine was measured to do with all lanes busy",
        this::framesPerSecond);
    process = new ProcessMeters(registry);
  }

  private Counter replies(String result) {
    return meters.counter("warren_replies_total", "Replies by their fate", "result", result);
  }

  private Counter settlements(String kind) {
    return meters.counter("warren_settlements_total", "Deliveries settled", "kind", kind);
  }

  /** Shows whether frames are taken, and whether the worker is stopping. */
  public void bind(Readiness readiness) {
    meters.gauge(
        "warren_ready",
        "1 while frames are taken; /health/ready says why not",
        () -> readiness.isReady() ? 1 : 0);
    meters.gauge(
        "warren_draining",
        "1 while the worker finishes what it holds, to stop",
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
          "1 for what holds the worker up",
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
  public synchronized void engineServes(EngineInfo engine) {
    if (engineInfo != null) meters.remove(engineInfo);
    engineInfo =
        meters.info(
            "warren.engine.info",
            "The engine and the model that it runs",
            "engine",
            engine.engine(),
            "model",
            engine.model(),
            "model_version",
            engine.modelVersion(),
            "max_batch",
            String.valueOf(engine.maxBatch()));
  }

  @Override
  public void workerServes(WorkerGauges gauges) {
    serving.add(gauges);
  }

  @Override
  public void workerEnds(WorkerGauges gauges) {
    serving.remove(gauges);
  }

  private int sum(Function<WorkerGauges, IntSupplier> figure) {
    return serving.stream().mapToInt(gauges -> figure.apply(gauges).getAsInt()).sum();
  }

  /** Of the last one that came: the one before it is on its way out. */
  private double framesPerSecond() {
    double last = Double.NaN;
    for (WorkerGauges gauges : serving) last = gauges.framesPerSecond().getAsDouble();
    return last;
  }

  @Override
  public void frameReceived(int sizeBytes) {
    deliveries.increment();
    frameBytes.record(sizeBytes);
  }

  @Override
  public void imageFetched(int sizeBytes, long nanos) {
    fetchedBytes.increment(sizeBytes);
    stages.fetched(nanos);
  }

  @Override
  public void replyToRefused() {
    replyToRefused.increment();
  }

  @Override
  public void frameDecoded(long nanos) {
    stages.decoded(nanos);
  }

  @Override
  public void batchRan(int size, long nanos) {
    batchSize.record(size);
    stages.ran(nanos);
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
    confirmed.increment();
    stages.confirmed(nanos);
  }

  @Override
  public void replyRepeated() {
    repeated.increment();
  }

  @Override
  public void replyReplayed() {
    replayed.increment();
  }

  @Override
  public void headerIgnored() {
    ignoredHeaders.increment();
  }

  @Override
  public void idReused() {
    reusedIds.increment();
  }

  @Override
  public void replyReturned() {
    returned.increment();
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
  public void frameAcked() {
    acked.increment();
  }

  @Override
  public void frameRequeued() {
    requeued.increment();
  }

  @Override
  public void settlementLost() {
    lost.increment();
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
