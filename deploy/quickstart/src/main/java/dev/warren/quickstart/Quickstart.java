package dev.warren.quickstart;

import dev.warren.cli.UntilStopped;
import dev.warren.common.Daemons;
import dev.warren.common.FanOut;
import dev.warren.loadtest.gateway.FrameSource;
import dev.warren.loadtest.gateway.Gateway;
import dev.warren.loadtest.gateway.GatewayConfig;
import dev.warren.loadtest.gateway.GatewayListener;
import dev.warren.loadtest.gateway.MessageIds;
import dev.warren.loadtest.gateway.OnFull;
import dev.warren.loadtest.gateway.SourceFrame;
import dev.warren.loadtest.gateway.UnreadableFrameException;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpLink;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SubscriberConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.Worker;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** One run: opens everything sink first, lets the cameras send, and balances the books. */
final class Quickstart implements AutoCloseable {
  /** A live picture older than this is of no use to anybody. */
  private static final Duration TTL = Duration.ofSeconds(5);

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(2_500);
  private static final Duration FLUSH_TIMEOUT = Duration.ofMillis(500);
  private static final Duration BACKLOG_TIMEOUT = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 20;

  /** Id of a frame that is in nobody's books. */
  private static final String WARM_UP = "warm-up";

  private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(20);

  private final QuickstartConfig config;
  private final Closers open = new Closers();

  /** What would outlive the process. */
  private final Closers outside = new Closers();

  private final List<String> names;
  private final CompletableFuture<Void> warm = new CompletableFuture<>();
  private final Books books = new Books();
  private final CameraBoard board;
  private AmqpConfig amqp;
  private Topology topology;
  private Worker worker;
  private FramePublisher publisher;
  private DetectionSubscriber subscriber;
  private LivePage page;
  private List<FrameSource> cameras;
  private long missed;
  private long startNanos = System.nanoTime();

  private Quickstart(QuickstartConfig config) {
    this.config = config;
    this.names = IntStream.rangeClosed(1, config.cameras()).mapToObj(i -> "camera-" + i).toList();
    this.board = new CameraBoard(names);
  }

  /**
   * Starts broker, worker and page; returns when the worker is ready for frames.
   *
   * @throws UntilStopped.StoppedException when {@code stop} completes before; what would outlive
   *     the process is taken back, for the process is to end now
   */
  static Quickstart start(QuickstartConfig config, Terminal terminal, CompletableFuture<Void> stop)
      throws IOException {
    Quickstart quickstart = new Quickstart(config);
    try {
      // Aside: while the JVM shuts down, Qpid and others cannot even start.
      return new UntilStopped(stop).get(() -> quickstart.opened(terminal), Quickstart::close);
    } catch (UntilStopped.StoppedException e) {
      quickstart.outside.close();
      throw e;
    } catch (Throwable t) {
      quickstart.close();
      if (t instanceof UncheckedIOException e) throw e.getCause();
      throw t;
    }
  }

  private Quickstart opened(Terminal terminal) {
    try {
      openAll(terminal);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openAll(Terminal terminal) throws IOException {
    // First, for the port may be taken; it is served once there is something to see.
    page = open.add(LivePage.bind(config.pagePort(), board, this::state));
    // The first pictures are slow to draw; meanwhile broker and worker have their own slow starts.
    CompletableFuture<List<FrameSource>> drawing =
        CompletableFuture.supplyAsync(() -> Cameras.open(names, config));
    amqp = config.amqp();
    topology = config.topology();
    if (amqp == null) {
      EmbeddedBroker broker = open.add(EmbeddedBroker.start(folder("warren-broker-")));
      amqp = AmqpConfig.parse(broker.uri());
      terminal.line("broker   inside this process, at 127.0.0.1:" + broker.port());
    } else {
      AmqpLink.open(amqp, "warren-quickstart").close(); // else there is nothing to clean up
      topology = OwnTopology.under(topology);
      terminal.line("broker   " + amqp.address() + ", names " + topology.prefix() + ".*");
    }
    Path model =
        config.model() != null ? config.model() : DemoModel.unpack(folder("warren-model-"));
    if (config.amqp() != null) {
      String name = EngineConfig.of(model, 0).name(); // as the worker will call it
      outside.add(() -> OwnTopology.delete(amqp, topology, name));
    }
    worker = open.add(Worker.start(workerConfig(model), WorkerMetrics.NOOP));
    // The durable queue: an embedded broker sets no bounds to it, so somebody has to empty it.
    subscriber =
        open.add(
            DetectionSubscriber.open(amqp, SubscriberConfig.durable(topology), this::answered));
    publisher = open.add(FramePublisher.open(amqp, PublisherConfig.of(topology)));
    cameras = drawing.join();
    warmUp(cameras.get(0));
    page.start();
    terminal.line("worker   ready, model " + worker.model().name());
    terminal.line("frames   " + config.pace());
    terminal.line("page     " + page.url());
  }

  /**
   * Sends one frame all the way, before the cameras begin. What broker and worker do for the first
   * time takes them seconds on a small machine, in which frames would supersede one another.
   */
  private void warmUp(FrameSource camera) throws IOException {
    try {
      SourceFrame picture = camera.next().orElseThrow();
      publisher
          .publish(
              FrameRequest.builder(WARM_UP, worker.model().name(), picture.camera(), picture.body())
                  .build())
          .join();
      warm.get(WARM_UP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // So slow a machine shows what it can.
    } catch (InterruptedException | ExecutionException | UnreadableFrameException e) {
      throw new IOException("no frame goes all the way: " + e.getMessage(), e);
    }
  }

  /** Whether a frame has gone all the way before those of the cameras. */
  boolean isWarm() {
    return warm.isDone();
  }

  /** Defaults, but it creates its queues and stops without ceremony. */
  private WorkerConfig workerConfig(Path model) {
    return WorkerConfig.of("quickstart", amqp, topology, model)
        .with(
            c -> {
              c.declare = true;
              c.drainTimeout = DRAIN_TIMEOUT;
            });
  }

  private Path folder(String prefix) throws IOException {
    return outside.add(TemporaryFolder.create(prefix)).path();
  }

  /**
   * Lets the cameras send, then waits until every frame is answered. Returns within four seconds
   * once {@code stop} completes.
   *
   * @return what ended the run early, if it was neither its time nor {@code stop}
   */
  Optional<String> run(CompletableFuture<?> stop, Terminal terminal) throws InterruptedException {
    CompletableFuture<String> trouble = new CompletableFuture<>();
    worker.failure().thenAccept(f -> trouble.complete("the worker has failed: " + f.getMessage()));
    publisher.closed().whenComplete((v, e) -> lost(e, trouble));
    subscriber.closed().whenComplete((v, e) -> lost(e, trouble));
    CompletableFuture<?> end = CompletableFuture.anyOf(stop, trouble);
    startNanos = System.nanoTime();
    Thread progress = Daemons.thread("progress", () -> showProgress(terminal));
    progress.start();
    try {
      GatewayListener both = FanOut.to(GatewayListener.class, List.of(books, board));
      missed = Gateway.run(gatewayConfig(), cameras, publisher::tryPublish, both, end);
      if (stop.isDone()) {
        takeBack();
      }
      awaitAnswers(end);
    } finally {
      progress.interrupt();
      progress.join();
    }
    return Optional.ofNullable(trouble.getNow(null));
  }

  /** Frames that were not even made, since the simulated cameras could not keep their pace. */
  long missed() {
    return missed;
  }

  Books books() {
    return books;
  }

  LivePage page() {
    return page;
  }

  /** Stops cameras' connection, worker, broker and page, and takes back what they left behind. */
  @Override
  public void close() {
    open.close();
    outside.close();
  }

  private void answered(ReceivedResult received) {
    if (received.result().frame().requestId().equals(WARM_UP)) {
      warm.complete(null);
      return;
    }
    long now = System.currentTimeMillis();
    if (books.answered(received, now)) {
      board.answered(received, now);
    }
  }

  /** What waits behind more than the worker can do in a moment would hold up the end. */
  private void takeBack() throws InterruptedException {
    publisher.flush(FLUSH_TIMEOUT);
    String queue = topology.framesQueue(worker.model().name());
    Backlog.takeBack(amqp, queue, BACKLOG_TIMEOUT, books::withdrawn);
  }

  private void awaitAnswers(CompletableFuture<?> end) throws InterruptedException {
    long start = System.nanoTime();
    while (!books.isSettled()) {
      Duration limit = end.isDone() ? STOP_TIMEOUT : ANSWER_TIMEOUT;
      if (System.nanoTime() - start > limit.toNanos()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void showProgress(Terminal terminal) {
    CompletableFuture<Void> never = new CompletableFuture<>();
    while (true) {
      try {
        never.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String text = "%6.1f s  %s".formatted(seconds, books.figures().line());
        terminal.progress(text);
      } catch (Exception e) {
        return; // interrupted: the run is over
      }
    }
  }

  private String state() {
    long elapsedMs = (System.nanoTime() - startNanos) / 1_000_000;
    String about = config.pace() + ", model " + worker.model().name();
    return PageState.json(about, elapsedMs, books.figures(), board);
  }

  private GatewayConfig gatewayConfig() {
    return new GatewayConfig(
        MessageIds.newRun(),
        worker.model().name(),
        config.fps(),
        0,
        config.duration(),
        TTL,
        Freshness.LATEST,
        OnFull.DROP,
        Math.max(2, config.cameras()));
  }

  private static void lost(Throwable cause, CompletableFuture<String> trouble) {
    if (cause != null) {
      Throwable reason = cause instanceof CompletionException ? cause.getCause() : cause;
      trouble.complete(reason.getMessage());
    }
  }
}
