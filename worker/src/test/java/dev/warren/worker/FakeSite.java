package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ReplyPolicy;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.batch.GuardConfig;
import dev.warren.worker.cli.FaultyWorker;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.intake.PublisherRights;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

/** A queue of one test's own, frames for it, and what the workers of one process share. */
final class FakeSite implements AutoCloseable {
  static final String MODEL = "fake";
  static final int SIDE = 32;
  static final int MAX_BATCH = 4;
  static final int PREFETCH = 32;

  private static final byte[] IMAGE = Pictures.grey(SIDE, 7);

  final TestTopology broker = new TestTopology(MODEL);
  final WorkerCounters counters = new WorkerCounters();
  final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
  private int published;

  /** An engine is tried again every 50 ms, and may take for ever over a run. */
  WorkerConfig config(int prefetch) {
    return config(prefetch, Duration.ZERO);
  }

  /** With a limit to runs. */
  WorkerConfig config(int prefetch, Duration runTimeout) {
    return WorkerConfig.of("w1", broker.amqp(), broker.topology(), Path.of("none"))
        .with(
            c -> {
              c.prefetch = prefetch;
              c.guard = new GuardConfig(3, Duration.ofMillis(50), runTimeout);
              c.publishers = anyQueue(broker.topology());
            });
  }

  /** Publishers may name every queue that is not Warren's or the broker's own. */
  static PublisherRights anyQueue(Topology topology) {
    List<String> patterns = List.of("*", ReplyPolicy.DIRECT, ReplyPolicy.NAMED_BY_BROKER);
    return new PublisherRights(ReplyPolicy.of(topology, patterns), ReferenceConfig.NONE);
  }

  Worker start(Engine engine) throws IOException {
    return start(config(PREFETCH), engine);
  }

  /** Whose events the others hear too. */
  Worker start(WorkerConfig config, Engine engine, WorkerMetrics... others) throws IOException {
    WorkerMetrics all = AllMetrics.of(counters, AllMetrics.of(others));
    return Worker.start(config, c -> engine, all, new Readiness(), breakers);
  }

  /** A worker of its own process; without pages, as one line at a failed start is to be all. */
  WarrenProcess process(Path folder, String... more) throws Exception {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("faulty-worker", "--model", FaultyWorker.MODEL, "--http", "off"));
    args.addAll(List.of("--prefix", broker.topology().prefix(), "--prefetch", "" + PREFETCH));
    args.addAll(List.of(more));
    return WarrenProcess.start(
        FaultyWorker.classPath(folder),
        Map.of("WARREN_AMQP", RabbitMq.shared().uri()),
        args.toArray(String[]::new));
  }

  static FrameRequest.Builder frame(String id) {
    return frame(id, "gate");
  }

  static FrameRequest.Builder frame(String id, String camera) {
    return FrameRequest.builder(id, MODEL, camera, IMAGE);
  }

  /** Returns when the broker has them: f0, f1, ... over all calls. */
  void publish(int count) throws Exception {
    for (int i = 0; i < count; i++) broker.publisher().publish(frame("f" + published++).build());
    assertThat(broker.publisher().flush(Duration.ofSeconds(30))).isTrue();
  }

  void awaitAnswered(int count) {
    await().atMost(Duration.ofMinutes(1)).until(() -> broker.results().size() >= count);
  }

  /** Every frame is on the queue or answered once, and nothing is held. */
  void awaitNothingHeld() {
    await()
        .untilAsserted(
            () -> assertThat(broker.ready()).isEqualTo(published - broker.results().size()));
  }

  /**
   * Of all that was published, nothing is lost, and nobody is to blame.
   *
   * @return how many answers there were too many
   */
  int assertAllDetected() {
    awaitAnswered(published);
    await().until(() -> broker.ready() == 0);
    Map<String, List<ReceivedResult>> results = broker.results();
    assertThat(results).hasSize(published);
    int extra = 0;
    for (List<ReceivedResult> answers : results.values()) {
      extra += answers.size() - 1;
      for (ReceivedResult answer : answers) {
        assertThat(answer.result()).isInstanceOf(FrameResult.Detected.class);
      }
    }
    return extra;
  }

  void assertAllDetectedOnce() {
    assertThat(assertAllDetected()).as("answers too many").isZero();
  }

  /** Of the engines that gave answers. */
  Set<String> engines() {
    Set<String> names = new TreeSet<>();
    broker.results().values().forEach(all -> all.forEach(r -> names.add(r.headers().engine())));
    return names;
  }

  /** Most deliveries of one frame, as the broker counts them. */
  int mostAttempts() {
    return broker.results().values().stream()
        .flatMap(List::stream)
        .mapToInt(r -> r.headers().attempt())
        .max()
        .orElse(0);
  }

  static FakeEngine engine(String name, int lanes) {
    return new FakeEngine(MODEL, SIDE, MAX_BATCH, lanes).named(name);
  }

  @Override
  public void close() throws IOException, TimeoutException {
    broker.close();
  }
}
