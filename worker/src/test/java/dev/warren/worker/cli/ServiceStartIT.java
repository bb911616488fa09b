package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.UntilStopped;
import dev.warren.protocol.FrameRequest;
import dev.warren.worker.Succession;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.cli.ServiceStart.OnDeviceFault;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineSupply;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.tensorrt.InstalledGpu;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that asks for TensorRT by name, on a real broker and a fake GPU. */
class ServiceStartIT {
  @TempDir Path cache;
  private final InstalledGpu gpu = new InstalledGpu();
  private final CountDownLatch mayBuild = new CountDownLatch(1);
  private final Readiness readiness = new Readiness();
  private final TestTopology broker = new TestTopology(DemoModel.NAME);

  @BeforeEach
  void connect() throws Exception {
    gpu.holdBuilds(mayBuild);
  }

  @AfterEach
  void disconnect() throws Exception {
    mayBuild.countDown();
    gpu.close();
    broker.close();
  }

  private Succession start(OnDeviceFault onDeviceFault, boolean mayStandIn) throws Exception {
    WorkerConfig config = WorkerConfig.of("w1", broker.amqp(), broker.topology(), DemoModel.onnx());
    EngineConfig engine =
        new EngineConfig("tensorrt", DemoModel.onnx(), null, 2, 1, gpu.config(cache));
    UntilStopped untilStopped = new UntilStopped(new CompletableFuture<>());
    return new ServiceStart(
            config,
            onDeviceFault,
            new WorkerCounters(),
            readiness,
            CircuitBreakerRegistry.ofDefaults(),
            untilStopped)
        .start(EngineSupply.of(engine, PlanTools.NONE, mayStandIn));
  }

  private void assertServes(Succession service, String engine) throws Exception {
    broker
        .publisher()
        .publish(FrameRequest.builder("f1", DemoModel.NAME, "gate", Pictures.grey(64, 9)).build());
    await().atMost(Duration.ofMinutes(1)).until(() -> broker.results().containsKey("f1"));
    assertThat(service.serving().engine()).isEqualTo(engine);
    assertThat(service.failure()).isNotDone();
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void standsInWhileThePlanIsBuiltAndChangesOver() throws Exception {
    try (Succession service = start(OnDeviceFault.EXIT, true)) {
      assertThat(service.serving().engine()).isEqualTo("onnxruntime");
      assertThat(gpu.builds()).isZero();
      mayBuild.countDown();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.serving().engine().equals("tensorrt"));
      assertServes(service, "tensorrt");
      assertThat(gpu.builds()).isEqualTo(1);
    }
  }

  @Test
  void aDeviceThatIsLostInTheBuildIsNoFailureWhereTheCpuMayGoOn() throws Exception {
    try (Succession service = start(OnDeviceFault.CPU, true)) {
      loseDeviceInTheBuild();
      assertServes(service, "onnxruntime");
    }
  }

  @Test
  void aDeviceThatIsLostInTheBuildIsTheFailureElsewhere() throws Exception {
    try (Succession service = start(OnDeviceFault.EXIT, true)) {
      loseDeviceInTheBuild();
      assertThat(service.failure().get()).isInstanceOf(DeviceException.class);
    }
  }

  private void loseDeviceInTheBuild() {
    gpu.lose();
    mayBuild.countDown();
    // Until the build has said so; the start of a worker comes after it and would be seen.
    await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::isBuilding));
  }

  private boolean isBuilding(Thread thread) {
    return thread.getName().equals("succession");
  }

  @Test
  void aDeviceThatIsLostWhileTheServiceWaitsForThePlanIsNoFailureEither() throws Exception {
    gpu.lose();
    mayBuild.countDown();
    try (Succession service = start(OnDeviceFault.CPU, false)) {
      assertServes(service, "onnxruntime");
    }
  }
}
