package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker as operators run it: a process with a real engine that is stopped and killed. */
class WorkerProcessIT {
  private static final int PREFETCH = 16;
  private static final int FRAMES = 300;
  private static final String SIMULATED = "simulated";
  private static final Map<String, String> RECORDED =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:StartFlightRecording:settings=profile");

  @TempDir Path folder;

  private WarrenProcess startWorker(TestTopology broker, Path model) throws Exception {
    return startWorker(broker, model, Map.of());
  }

  private WarrenProcess startWorker(
      TestTopology broker, Path model, Map<String, String> environment) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("WARREN_AMQP", RabbitMq.shared().uri());
    return WarrenProcess.start(
        all,
        "worker",
        "--model",
        model.toString(),
        "--prefix",
        broker.topology().prefix(),
        "--prefetch",
        String.valueOf(PREFETCH));
  }

  private static void publish(TestTopology broker) throws Exception {
    byte[] picture = Pictures.grey(320, 90);
    for (int i = 0; i < FRAMES; i++) {
      broker
          .publisher()
          .publish(FrameRequest.builder("f" + i, DemoModel.NAME, "gate", picture).build());
    }
    assertThat(broker.publisher().flush(Duration.ofSeconds(30))).isTrue();
  }

  private static void awaitResults(WarrenProcess worker, TestTopology broker, int count) {
    await()
        .atMost(Duration.ofMinutes(5))
        .failFast(() -> assertThat(worker.isAlive()).as(worker.describe()).isTrue())
        .until(() -> broker.results().size() >= count);
  }

  @Test
  void losesNothingWhenKilledInMidLoad() throws Exception {
    try (TestTopology broker = new TestTopology(DemoModel.NAME)) {
      publish(broker);
      int kills = 0;
      for (int answered : List.of(50, 150)) {
        try (WarrenProcess worker = startWorker(broker, DemoModel.torchScript())) {
          awaitResults(worker, broker, answered);
          worker.kill();
          kills++;
        }
        assertThat(broker.results()).hasSizeLessThan(FRAMES);
      }
      try (WarrenProcess worker = startWorker(broker, DemoModel.torchScript())) {
        awaitResults(worker, broker, FRAMES);
        assertThat(worker.stop()).isZero();
      }
      int extra = 0;
      for (int i = 0; i < FRAMES; i++) {
        List<ReceivedResult> results = broker.results().get("f" + i);
        assertThat(results).as("answers to f%d", i).isNotEmpty();
        extra += results.size() - 1;
        Set<String> bodies = new HashSet<>();
        results.forEach(
            r -> bodies.add(new String(r.body(), java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(bodies).as("differing answers to f%d", i).hasSize(1);
      }
      assertThat(extra)
          .as("duplicates after %d kills", kills)
          .isLessThanOrEqualTo(kills * PREFETCH);
      assertThat(broker.ready()).isZero();
      System.out.printf(
          "kill -9 twice in mid-load: published %d, answered %d, lost 0, duplicated %d%n",
          FRAMES, broker.results().size(), extra);
    }
  }

  /** On either engine: a native library may have ideas of its own about the end of a process. */
  @ParameterizedTest
  @ValueSource(strings = {".torchscript", ".onnx"})
  void answersEveryFrameOnceWhenAskedToStopInMidLoad(String ending) throws Exception {
    Path model = DemoModel.onnx().resolveSibling(DemoModel.NAME + ending);
    try (TestTopology broker = new TestTopology(DemoModel.NAME)) {
      publish(broker);
      try (WarrenProcess worker = startWorker(broker, model)) {
        awaitResults(worker, broker, 50);
        assertThat(worker.stop()).as(worker.errors()).isZero();
      }
      assertThat(broker.results()).hasSizeLessThan(FRAMES);
      try (WarrenProcess worker = startWorker(broker, model)) {
        awaitResults(worker, broker, FRAMES);
        assertThat(worker.stop()).isZero();
        // On a processor without it, libtorch says so for each layer of each run unless told once.
        assertThat(worker.errors().lines().filter(l -> l.contains("NNPACK"))).hasSizeLessThan(2);
      }
      assertThat(broker.results()).hasSize(FRAMES);
      assertThat(broker.results().values()).allSatisfy(r -> assertThat(r).hasSize(1));
    }
  }

  @Test
  void saysThatTheBrokerIsGoneAndThatItIsBackAndEndsInOrderWithoutIt() throws Exception {
    String gone = "no broker for now, trying again: the connection was lost";
    try (RabbitMq own = RabbitMq.start();
        WarrenProcess worker = startSimulated(Map.of("WARREN_AMQP", own.uri()), "--declare")) {
      awaitLine(worker, "serves " + SIMULATED);
      own.kill();
      awaitLine(worker, gone);
      own.restart();
      awaitLine(worker, "is there again after");
      assertThat(worker.errors()).containsOnlyOnce(gone);
      own.kill();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(worker.errors().split(gone)).hasSize(3));
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertThat(worker.errors()).contains("worker stopped").doesNotContain("\tat ", "ERROR");
    }
  }

  /**
   * Before a machine is emptied: whoever takes frames then are others. A flight recording is no
   * such wish, though the JVM sends itself signals for it.
   */
  @Test
  void takesNoMoreFramesAndLivesOnWhenAskedToBeQuiet() throws Exception {
    try (TestTopology broker = new TestTopology(DemoModel.NAME);
        WarrenProcess worker = startWorker(broker, DemoModel.torchScript(), RECORDED)) {
      publish(broker);
      awaitResults(worker, broker, 50);
      assertThat(worker.output()).contains("Started recording");
      assertThat(worker.errors()).doesNotContain("quiet");
      worker.signal("USR1");
      awaitLine(worker, "takes no more frames: asked to be quiet");
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> assertThat(broker.ready()).isEqualTo(FRAMES - broker.results().size()));
      int answered = broker.results().size();
      assertThat(answered).isLessThan(FRAMES);
      worker.signal("USR1");
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> broker.results().size() == answered && worker.isAlive());
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertThat(broker.results().values()).allSatisfy(r -> assertThat(r).hasSize(1));
    }
  }

  @Test
  void saysByItsExitCodeThatAStopHasLeftFrames() throws Exception {
    try (RabbitMq own = RabbitMq.start();
        WarrenProcess worker =
            WarrenProcess.start(
                Map.of("WARREN_AMQP", own.uri()),
                "worker",
                "--declare",
                "--drain-timeout",
                "1s",
                "--model",
                DemoModel.torchScript().toString())) {
      awaitLine(worker, "serves " + DemoModel.NAME);
      byte[] picture = Pictures.grey(320, 90);
      try (FramePublisher publisher =
          FramePublisher.open(own.amqp(), PublisherConfig.of(Topology.DEFAULT))) {
        for (int i = 0; i < 10 * FRAMES; i++) {
          publisher.publish(FrameRequest.builder("f" + i, DemoModel.NAME, "gate", picture).build());
        }
        assertThat(publisher.flush(Duration.ofSeconds(30))).isTrue();
        own.raiseAlarm();
      }
      awaitLine(worker, "the broker takes no results for now");
      assertThat(worker.stop()).as(worker.errors()).isEqualTo(ExitCode.FAILURE);
      assertThat(worker.errors())
          .containsPattern("\\d unfinished frames go back to warren\\.frames\\.")
          .doesNotContain("\tat ", "ERROR");
    }
  }

  @Test
  void endsInOrderWhileItWaitsForItsFirstSession() throws Exception {
    try (WarrenProcess worker =
        startSimulated(
            Map.of("WARREN_AMQP", "amqp://user:s3cret@127.0.0.1:1"), "--startup-timeout", "10m")) {
      awaitLine(worker, "waiting for the broker, 600 s at most");
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertThat(worker.errors()).doesNotContain("\tat ", "s3cret");
    }
  }

  /** As behind a headless service of Kubernetes. */
  @Test
  void eachAddressOfANameIsANode() throws Exception {
    AmqpConfig amqp = RabbitMq.shared().amqp();
    InetSocketAddress target = new InetSocketAddress(amqp.host(), amqp.port());
    String names = "127.0.0.2 nodes\n127.0.0.3 nodes\n";
    Path hosts = Files.writeString(folder.resolve("hosts"), names);
    try (FaultProxy one = FaultProxy.start(new InetSocketAddress("127.0.0.2", 0), target);
        FaultProxy two = FaultProxy.start(new InetSocketAddress("127.0.0.3", one.port()), target);
        TestTopology topology = new TestTopology(SIMULATED);
        WarrenProcess worker =
            startSimulated(
                Map.of(
                    "WARREN_AMQP",
                    RabbitMq.shared().uri().replace(amqp.address(), "nodes:" + one.port()),
                    "JDK_JAVA_OPTIONS",
                    "-Djdk.net.hosts.file=" + hosts),
                "--prefix",
                topology.topology().prefix(),
                "--http",
                "off")) {
      awaitLine(worker, "serves");
      FaultProxy serving = one.open() > 0 ? one : two;
      for (int session = 1; session <= 4; session++) {
        FaultProxy last = serving;
        serving = last == one ? two : one;
        // Both connections of a session are with one node, and the next one's with another.
        assertThat(last.open()).as(worker.errors()).isEqualTo(2);
        assertThat(serving.open()).as(worker.errors()).isZero();
        last.reset();
        int sessions = session;
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> worker.errors().split(" is there again ", -1).length > sessions);
      }
      assertThat(worker.errors()).contains("nodes:" + one.port() + " (127.0.0.2)", " (127.0.0.3)");
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  /** With an engine that needs no library: these tests are about the broker. */
  private WarrenProcess startSimulated(Map<String, String> environment, String... more)
      throws Exception {
    Path model =
        Files.writeString(
            folder.resolve(SIMULATED + ".simulated"),
            "{\"input\": [64, 64], \"classes\": 1, \"run_ms\": {\"1\": 1}}");
    String[] line =
        Stream.concat(Stream.of("worker", "--model", model.toString()), Stream.of(more))
            .toArray(String[]::new);
    return WarrenProcess.start(environment, line);
  }

  private static void awaitLine(WarrenProcess worker, String words) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(worker.errors()).contains(words));
  }
}
