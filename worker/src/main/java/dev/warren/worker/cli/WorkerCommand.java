package dev.warren.worker.cli;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.ExitCode;
import dev.warren.cli.StopSignal;
import dev.warren.cli.WarrenCommand;
import dev.warren.worker.Role;
import dev.warren.worker.Succession;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.batch.GuardConfig;
import dev.warren.worker.broker.SessionConfig;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineSupply;
import dev.warren.worker.http.HttpTls;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.publish.GivenUp;
import dev.warren.worker.publish.PublishConfig;
import dev.warren.worker.schedule.Discipline;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren worker}: the service. */
@Command(
    name = "worker",
    description = "Takes frames from RabbitMQ, runs them through a model, publishes detections.")
public final class WorkerCommand implements WarrenCommand {
  private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);

  @Mixin private ModelOptions model;
  @Mixin private AmqpOptions amqp;
  @Mixin private PublisherOptions publishers;
  @Mixin private HttpTlsOptions httpTls;

  @Option(names = "--declare", description = "Create what is missing on the broker.")
  private boolean declare;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "This worker's name in results and logs; default host name and process id.")
  private String name;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "0",
      description = "Engine lanes; 0 (default) for as many as suit the engine.")
  private int lanes;

  @Option(
      names = "--decode-threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Decoding threads; 0 (default) for one per two cores, or one per core where the engine"
              + " has a device of its own.")
  private int decodeThreads;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      defaultValue = "0",
      description = "Frames held unanswered at most; 0 (default) for what keeps the lanes busy.")
  private int prefetch;

  @Option(
      names = "--in-flight-bytes",
      paramLabel = "N",
      defaultValue = "268435456",
      description =
          "Where --prefetch is 0, bounds what is held by memory: N bytes of frames that are as"
              + " large as allowed; default ${DEFAULT-VALUE}.")
  private long inFlightBytes;

  @Option(
      names = "--scheduling",
      paramLabel = "KIND",
      defaultValue = "fair",
      description =
          "'fair' (default): cameras in turn, by priority, freshness and deadline; or 'fifo': in"
              + " order of arrival, to compare with.")
  private Discipline discipline;

  @Option(
      names = "--max-frame-bytes",
      paramLabel = "N",
      defaultValue = "4194304",
      description = "Largest encoded frame; default ${DEFAULT-VALUE}.")
  private int maxFrameBytes;

  @Option(
      names = "--max-frame-pixels",
      paramLabel = "N",
      defaultValue = "40000000",
      description = "Largest width x height of a frame; default ${DEFAULT-VALUE}.")
  private long maxFramePixels;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      defaultValue = "20s",
      description =
          "Longest time to finish the frames at hand at a stop; those that are left go back, and the"
              + " exit code is 1. Default ${DEFAULT-VALUE}.")
  private Duration drainTimeout;

  @Option(
      names = "--ledger",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Results remembered (32 MiB at most), to answer a frame that comes again with the same"
              + " bytes and without the engine; default ${DEFAULT-VALUE}, 0 for none.")
  private int ledger;

  @Option(
      names = "--retry-attempts",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often a frame is tried again that failed for no fault of its own, after 1, 10, 60,"
              + " 60 ... seconds, before it is answered with failed and kept among the dead"
              + " letters; default ${DEFAULT-VALUE}.")
  private int retryAttempts;

  @Option(
      names = "--dead-letter-malformed",
      description =
          "Keep frames that can never succeed among the dead letters too; they are answered in any"
              + " case.")
  private boolean deadLetterMalformed;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "frames",
      description =
          "'frames' (default), or 'quarantine': take one at a time the frames that may have ended"
              + " other workers. They go there as soon as a worker with this role runs.")
  private Role role;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "A broker that is silent for about twice as long counts as lost; default"
              + " ${DEFAULT-VALUE}.")
  private Duration heartbeat;

  @Option(
      names = "--startup-timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How long a start waits for a broker that does not answer, before it ends with code 4;"
              + " default ${DEFAULT-VALUE}, 0s: not at all.")
  private Duration startupTimeout;

  @Option(
      names = "--engine-failures",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Runs in a row that fail, blank images included, until the engine counts as broken and"
              + " frames go back to the broker; default ${DEFAULT-VALUE}.")
  private int engineFailures;

  @Option(
      names = "--engine-retry-after",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "How often a broken engine is tried again; default ${DEFAULT-VALUE}.")
  private Duration engineRetryAfter;

  @Option(
      names = "--run-timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "A run of the engine that takes longer never ends: its frames go back, and the device"
              + " counts as lost; default ${DEFAULT-VALUE}, 0s never.")
  private Duration runTimeout;

  @Option(
      names = "--progress-every",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How often totals are logged if they changed; default ${DEFAULT-VALUE}, 0s never.")
  private Duration progressEvery;

  @Option(
      names = "--http",
      paramLabel = "ADDRESS",
      description =
          "Where the status page, /api/status, /metrics, /health/live and /health/ready are:"
              + " HOST:PORT, or PORT on 127.0.0.1 (0 for a free one), or 'off'; default"
              + " 127.0.0.1:9095, where that is free.")
  private String http;

  @Option(
      names = "--page-frames",
      paramLabel = "WHAT",
      defaultValue = "off",
      description =
          "Whether the status page shows the newest frames with their boxes: 'off' (default), or"
              + " 'on', to whoever can open it.")
  private PageFrames pageFrames;

  @Option(
      names = "--on-device-fault",
      paramLabel = "WHAT",
      defaultValue = "exit",
      description =
          "When the GPU is lost: 'exit' (default) with code 5, or 'cpu': go on with ONNX Runtime on"
              + " the same model file.")
  private OnDeviceFault onDeviceFault;

  @Option(
      names = "--while-building",
      paramLabel = "WHAT",
      defaultValue = "cpu",
      description =
          "While TensorRT builds the plan that the cache lacks: 'cpu' (default), serve with ONNX"
              + " Runtime until then, or 'wait'.")
  private WhileBuilding whileBuilding;

  private final Function<EngineConfig, EngineSupply> engines;

  public WorkerCommand() {
    engines = this::supply;
  }

  /** With engines of a test's or a fault harness's making. */
  public WorkerCommand(Function<EngineConfig, EngineSupply> engines) {
    this.engines = engines;
  }

  @Override
  public Integer call() throws IOException {
    WorkerConfig config = config();
    Optional<HttpTls> tls = httpTls.load(Instruments.address(http).isPresent());
    WorkerCounters counters = new WorkerCounters();
    Readiness readiness = new Readiness();
    readiness.obstruct(Readiness.START, "not begun");
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    // Before the start: a stop signal while the model loads must end with an exit code of ours.
    CompletableFuture<Void> stop = StopSignal.requested();
    Throwable failure;
    try (Instruments instruments =
            Instruments.open(instrumentSettings(config, tls), readiness, breakers, counters);
        Succession service = start(config, instruments, counters, readiness, breakers, stop)) {
      failure = awaitEnd(service, stop, counters);
      if (failure != null) {
        log.error("worker cannot go on: {}", CommandFailures.reason(failure));
      }
    } catch (CancellationException e) {
      log.info("{}", e.getMessage());
      failure = null;
    } catch (UntilStopped.StoppedException e) {
      // TensorRT may still build, on a thread that nobody waits for. The stop signal's hook ends
      // the
      // process by halt: no hook of a native library runs, such as ONNX Runtime's, which frees what
      // that thread uses. C's own exit handlers run even so; no call of the JDK gets around them.
      log.info("{}", e.getMessage());
      failure = null;
    }
    log.info("{}", counters.totals());
    if (failure != null) return CommandFailures.exitCode(failure);
    return counters.left() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private Instruments.Settings instrumentSettings(WorkerConfig config, Optional<HttpTls> tls) {
    Optional<DecodeConfig> frames =
        pageFrames == PageFrames.ON ? Optional.of(config.decode()) : Optional.empty();
    return new Instruments.Settings(http, tls, config.name(), frames);
  }

  private Succession start(
      WorkerConfig config,
      Instruments instruments,
      WorkerCounters counters,
      Readiness readiness,
      CircuitBreakerRegistry breakers,
      CompletableFuture<Void> stop)
      throws IOException {
    WorkerMetrics metrics = AllMetrics.of(counters, instruments.listeners());
    ServiceStart start =
        new ServiceStart(
            config, onDeviceFault, metrics, readiness, breakers, new UntilStopped(stop));
    return CommandFailures.translate(() -> start.start(engines.apply(config.engine())));
  }

  private EngineSupply supply(EngineConfig config) {
    return EngineSupply.of(
        config, Planning.tools(config.tensorRt()), whileBuilding == WhileBuilding.CPU);
  }

  WorkerConfig config() {
    EngineConfig engine = model.engineConfig();
    DecodeConfig decode = decodeConfig();
    PostprocessConfig postprocess = model.postprocessConfig();
    Instruments.address(http); // a malformed one is said with the other options
    if (!progressEvery.isZero() && progressEvery.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("progressEvery < 1 s and not 0s: " + progressEvery);
    }
    return new WorkerConfig(
        name != null ? name : defaultName(),
        amqp.config().withHeartbeat(heartbeat),
        amqp.topology(),
        declare,
        engine,
        lanes,
        decode,
        decodeThreads,
        postprocess,
        prefetch,
        inFlightBytes,
        discipline,
        PublishConfig.DEFAULT.withLedger(ledger),
        drainTimeout,
        new GuardConfig(engineFailures, engineRetryAfter, runTimeout),
        publishers.rights(amqp.topology()),
        SessionConfig.DEFAULT.withStartupTimeout(startupTimeout),
        new GivenUp.Config(retryAttempts, deadLetterMalformed),
        role);
  }

  private DecodeConfig decodeConfig() {
    try {
      return new DecodeConfig(
          maxFrameBytes, maxFramePixels, DecodeConfig.DEFAULT.maxSide(), model.scaledDecode());
    } catch (IllegalArgumentException e) {
      // The record's images are frames here: maxBytes is --max-frame-bytes.
      throw new IllegalArgumentException(e.getMessage().replaceFirst("^max", "maxFrame"), e);
    }
  }

  /** Null when the worker was asked to stop. */
  private Throwable awaitEnd(
      Succession service, CompletableFuture<Void> stop, WorkerCounters counters) {
    CompletableFuture<Throwable> end =
        service.failure().applyToEither(stop.thenApply(v -> (Throwable) null), t -> t);
    long everyMs = progressEvery.isZero() ? Long.MAX_VALUE : progressEvery.toMillis();
    WorkerCounters.Totals logged = counters.totals();
    while (true) {
      try {
        return end.get(everyMs, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        WorkerCounters.Totals now = counters.totals();
        if (!now.equals(logged)) log.info("{}", now);
        logged = now;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      } catch (ExecutionException e) {
        return e.getCause();
      }
    }
  }

  private static String defaultName() {
    String host = System.getenv("HOSTNAME");
    return (host == null || host.isBlank() ? "worker" : host) + "-" + ProcessHandle.current().pid();
  }
}
