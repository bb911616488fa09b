package dev.warren.worker.cli;

import dev.warren.cli.ExitCode;
import dev.warren.cli.QuietSignal;
import dev.warren.cli.StopSignal;
import dev.warren.cli.UntilStopped;
import dev.warren.cli.WarrenCommand;
import dev.warren.worker.Role;
import dev.warren.worker.Succession;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineSupply;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.publish.PublishConfig;
import dev.warren.worker.schedule.Discipline;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.time.Duration;
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
  @Mixin private SessionOptions session;
  @Mixin private PublisherOptions publishers;

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

  @Mixin private FrameOptions frames;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      defaultValue = "20s",
      description =
          "Longest time to finish the frames at hand at a stop; those that are left go back, and the"
              + " exit code is 1. Default ${DEFAULT-VALUE}.")
  private Duration drainTimeout;

  @Option(
      names = "--shed-when-blocked",
      description =
          "While the broker takes no results, as under a disk alarm, go on taking frames, and give"
              + " those up whose deadline has passed, without a reply: the one case in which a"
              + " frame gets none. They are counted.")
  private boolean shedWhenBlocked;

  @Option(
      names = "--ledger",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Results remembered (32 MiB at most), to answer a frame that comes again with the same"
              + " bytes and without the engine; default ${DEFAULT-VALUE}, 0 for none.")
  private int ledger;

  @Mixin private RetryOptions retries;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "frames",
      description =
          "'frames' (default), or 'quarantine': take one at a time the frames that may have ended"
              + " other workers. They go there as soon as a worker with this role runs.")
  private Role role;

  @Option(
      names = "--progress-every",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How often totals are logged if they changed; default ${DEFAULT-VALUE}, 0s never.")
  private Duration progressEvery;

  @Mixin private PageOptions page;

  @Option(
      names = "--on-device-fault",
      paramLabel = "WHAT",
      defaultValue = "exit",
      description =
          "When the GPU is lost: 'exit' (default) with code 5, or 'cpu': go on with ONNX Runtime on"
              + " the same model file.")
  private ServiceStart.OnDeviceFault onDeviceFault;

  @Option(
      names = "--while-building",
      paramLabel = "WHAT",
      defaultValue = "cpu",
      description =
          "While TensorRT builds the plan that the cache lacks: 'cpu' (default), serve with ONNX"
              + " Runtime until then, or 'wait'.")
  private WhileBuilding whileBuilding;

  /** What a worker does while TensorRT builds the plan that it lacks. */
  enum WhileBuilding {
    /** Serves with ONNX Runtime. */
    CPU,
    /** Takes no frames. */
    WAIT
  }

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
    Instruments.Settings settings = page.settings(config);
    WorkerCounters counters = new WorkerCounters();
    Readiness readiness = new Readiness();
    readiness.obstruct(Readiness.START, "not begun");
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    // Before the start: a stop signal while the model loads must end with an exit code of ours.
    CompletableFuture<Void> stop = StopSignal.requested();
    EngineSupply supply = CommandFailures.translate(() -> engines.apply(config.engine()));
    Throwable failure;
    try (Instruments instruments = Instruments.open(settings, readiness, breakers, counters);
        Succession service =
            start(config, supply, instruments, counters, readiness, breakers, stop)) {
      // Not on the thread of the signal: it waits for the last frame that the broker sends.
      QuietSignal.onEach(() -> new Thread(service::quiet, "quiet").start());
      failure = awaitEnd(service, stop, counters);
      if (failure != null) {
        log.error("worker cannot go on: {}", CommandFailures.reason(failure));
      }
    } catch (CancellationException e) {
      log.info("{}", e.getMessage());
      failure = null;
    } catch (UntilStopped.StoppedException e) {
      // TensorRT may still build, on a thread that nobody waits for: StopSignal ends the process
      // under it.
      log.info("{}", e.getMessage());
      failure = null;
    }
    log.info("{}", counters.totals());
    if (failure != null) return CommandFailures.exitCode(failure);
    return counters.left() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private Succession start(
      WorkerConfig config,
      EngineSupply supply,
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
    return CommandFailures.translate(() -> start.start(supply));
  }

  /** Looks for the model's file, before anything is opened that another may be in the way of. */
  private EngineSupply supply(EngineConfig config) {
    Engines.requireFile(config);
    return EngineSupply.of(
        config, Planning.tools(config.tensorRt()), whileBuilding == WhileBuilding.CPU);
  }

  WorkerConfig config() {
    EngineConfig engine = model.engineConfig();
    DecodeConfig decode = frames.decodeConfig(model.scaledDecode());
    PostprocessConfig postprocess = model.postprocessConfig();
    if (!progressEvery.isZero() && progressEvery.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("progressEvery < 1 s and not 0s: " + progressEvery);
    }
    return new WorkerConfig(
        name != null ? name : defaultName(),
        session.amqpConfig(),
        session.topology(),
        session.declare(),
        engine,
        lanes,
        decode,
        decodeThreads,
        postprocess,
        prefetch,
        inFlightBytes,
        discipline,
        PublishConfig.DEFAULT.withLedger(ledger).withShedWhenBlocked(shedWhenBlocked),
        drainTimeout,
        retries.engines(),
        publishers.rights(session.topology()),
        session.sessionConfig(),
        retries.frames(),
        role);
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
