package dev.warren.worker.cli;

import dev.warren.cli.UntilStopped;
import dev.warren.worker.Succession;
import dev.warren.worker.Successor;
import dev.warren.worker.Worker;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineSupply;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the first worker of a service, and says who follows it.
 *
 * @param metrics of all workers together
 * @param readiness of the service, whichever worker serves
 * @param breakers one for each engine that runs
 * @param untilStopped ends the wait for the first engine, and for a broker that is away
 */
record ServiceStart(
    WorkerConfig config,
    OnDeviceFault onDeviceFault,
    WorkerMetrics metrics,
    Readiness readiness,
    CircuitBreakerRegistry breakers,
    UntilStopped untilStopped) {
  private static final Logger log = LoggerFactory.getLogger(ServiceStart.class);

  /** What to do when the inference device is lost. */
  enum OnDeviceFault {
    /** End the process, so that another one finds a device in order. */
    EXIT,
    /** Go on with an engine on the CPU. */
    CPU
  }

  /**
   * Waits for the first engine, which may have to be built.
   *
   * @throws UntilStopped.StoppedException when the process is asked to stop meanwhile
   */
  Succession start(EngineSupply engines) {
    // A look at what is there loads native libraries: half a minute where they are unpacked first.
    Optional<Supplier<Engine>> better = untilStopped.get(engines::better, none -> {});
    Optional<Supplier<Engine>> cpu =
        onDeviceFault == OnDeviceFault.CPU ? engines.withoutDevice() : Optional.empty();
    Worker first;
    try {
      first = first(better.isPresent() ? config.forStandIn() : config, engines::first);
    } catch (DeviceException e) {
      if (cpu.isEmpty()) throw e;
      log.warn("{}; another engine follows", e.getMessage());
      return Succession.of(first(config.forStandIn(), cpu.get()), readiness);
    }
    Succession service = Succession.of(first, readiness);
    cpu.ifPresent(engine -> service.onDeviceLost(successor(config.forStandIn(), engine)));
    better.ifPresent(engine -> service.upgrade(successor(config, engine), engines.needsBetter()));
    return service;
  }

  /** Shown from its start on: nobody else serves yet. */
  private Worker first(WorkerConfig config, Supplier<Engine> engine) {
    Readiness own = new Readiness();
    own.obstruct(Readiness.START, "connecting to the broker");
    readiness.follow(own);
    readiness.clear(Readiness.START);
    return Worker.start(
        config,
        c -> timed(() -> untilStopped.get(engine, Engine::close)),
        metrics,
        own,
        breakers,
        untilStopped.stop());
  }

  private Engine timed(Supplier<Engine> engine) {
    long start = System.nanoTime();
    Engine loaded = engine.get();
    metrics.modelLoaded(System.nanoTime() - start);
    return loaded;
  }

  private Successor successor(WorkerConfig config, Supplier<Engine> engine) {
    return new Successor() {
      @Override
      public Engine build() {
        return timed(engine);
      }

      @Override
      public Worker start(Engine engine) {
        return Worker.start(
            config, c -> engine, metrics, new Readiness(), breakers, untilStopped.stop());
      }
    };
  }
}
