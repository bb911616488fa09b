package dev.warren.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Connection;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenProcess.End;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadRunIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static RabbitMq broker;

  @TempDir Path folder;
  private final Topology topology = broker.topology();
  private final AtomicInteger taken = new AtomicInteger();

  @BeforeAll
  static void start() {
    broker = RabbitMq.shared();
  }

  @Test
  void whatAWorkerDoesWrongIsInTheAccount() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo", this::faulty)) {
      End end =
          run("--cameras", "2", "--rate", "40", "--arrivals", "constant", "--warm-up", "200ms");
      assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
      JsonNode frames = json().at("/frames");
      assertThat(frames.at("/published").asInt()).isEqualTo(48);
      assertThat(frames.at("/confirmed").asInt()).isEqualTo(48);
      assertThat(frames.at("/unconfirmed").asInt()).isZero();
      assertThat(frames.at("/unanswered").asInt()).isEqualTo(1);
      assertThat(frames.at("/duplicated").asInt()).isEqualTo(2);
      assertThat(frames.at("/differing").asInt()).isEqualTo(1);
      assertThat(frames.at("/foreign").asInt()).isEqualTo(1);
      assertThat(frames.at("/skipped/superseded").asInt()).isEqualTo(1);
      assertThat(frames.at("/detected").asInt()).isEqualTo(46);
      assertThat(json().at("/window/sent").asInt()).isEqualTo(40);
      assertThat(json().at("/latency_ms/count").asInt()).isEqualTo(40); // the odd ones came before
      assertThat(end.out())
          .contains(
              "unanswered 1 (queued 0, unaccounted 1)", "duplicated 2", "differing 1", "foreign 1");
      assertThat(Files.readString(folder.resolve("r.html"))).contains("<svg").endsWith("</html>\n");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void aRunInWhichAllIsWellEndsWithZero() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      long pid = ProcessHandle.current().pid();
      End end = run("--cameras", "3x10,1x40", "--watch-pid", "tests=" + pid, "--ttl", "60s");
      assertThat(end.exitCode()).as(end.err()).isZero();
      JsonNode report = json();
      assertThat(report.at("/schema").asText()).isEqualTo("warren.loadtest.v1");
      int published = report.at("/frames/published").asInt();
      assertThat(published).isBetween(65, 75); // 70 a second; jitter moves some over the edge
      assertThat(report.at("/frames/detected").asInt()).isEqualTo(published);
      assertThat(report.at("/window/in_time").asInt()).isEqualTo(published);
      assertThat(report.at("/groups/1/name").asText()).isEqualTo("1x40");
      assertThat(report.at("/cameras")).hasSize(4);
      assertThat(report.at("/cpu_cores/tests").isNumber()).isTrue();
      assertThat(report.at("/cpu_cores/loadtest").isNumber()).isTrue();
      assertThat(report.at("/settings").toString()).doesNotContain(broker.amqp().password());
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void aClosedLoopGoesOnWithEachAnswerAndSaysThatItsLatencyMeansNothing() throws Exception {
    // Without room made by answers it would be four frames for ever.
    End end = stoppedAfterTen("--saturate", "4");
    assertThat(end.exitCode()).as(end.err()).isZero();
    assertThat(end.out()).contains("latency is not meaningful");
    assertThat(json().at("/frames/detected").asInt()).isGreaterThan(10);
  }

  @Test
  void framesThatNoQueueTakesAreUnroutable() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      End end = warren(arguments("other", "--rate", "20"));
      assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
      assertThat(end.err()).containsOnlyOnce("no queue is bound");
      assertThat(end.out()).contains("note: no queue is bound");
      assertThat(json().at("/frames/confirmed").asInt()).isZero();
      int unroutable = json().at("/frames/unroutable").asInt();
      assertThat(unroutable).isBetween(15, 25);
      assertThat(json().at("/frames/unconfirmed").asInt()).isEqualTo(unroutable);
      assertThat(end.out())
          .contains("unconfirmed %d (unroutable %d)".formatted(unroutable, unroutable));
      assertThat(json().at("/frames/unanswered").asInt()).isZero();
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void framesThatNobodyAnswersAreCountedAndTheMissingWorkerIsNamedAtOnce() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo", usual -> List.of());
        WarrenProcess process = WarrenProcess.start(environment(), endless())) {
      assertThat(worker).isNotNull();
      Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(60))
          .until(() -> process.errors().contains("is a worker running") || !process.isAlive());
      process.terminate();
      End end = process.await();
      assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
      assertThat(end.out()).contains("note: The run was cut short", "note: No frame was answered");
    }
  }

  @Test
  void aShortRunNamesTheMissingWorkerToo() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo", usual -> List.of())) {
      End end = warren(arguments("demo", "--rate", "20", "--duration", "1s", "--drain", "500ms"));
      assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
      assertThat(end.out()).contains("note: No frame was answered");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void framesThatWaitInTheQueueAreNotCalledLost() throws Exception {
    declare("demo");
    End end = warren(arguments("demo", "--rate", "20", "--drain", "300ms"));
    assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
    int published = json().at("/frames/published").asInt();
    assertThat(published).isBetween(15, 25);
    assertThat(json().at("/frames/queued").asInt()).isEqualTo(published);
    assertThat(json().at("/frames/unaccounted").asInt()).isZero();
    assertThat(end.out())
        .contains("unanswered %d (queued %d, unaccounted 0)".formatted(published, published))
        .contains("note: Of these " + published + " still wait in the queue.");
  }

  private void declare(String model) throws Exception {
    try (Connection connection = broker.connect()) {
      topology.declare(connection.createChannel(), model);
    }
  }

  private String[] endless() {
    return arguments("demo", "--rate", "20", "--duration", "10m");
  }

  @Test
  void aStopSignalEndsTheSendingAndTheReportIsWritten() throws Exception {
    End end = stoppedAfterTen("--rate", "50");
    assertThat(end.exitCode()).as(end.err()).isZero();
    assertThat(end.out()).contains("cut short");
    int detected = json().at("/frames/detected").asInt();
    assertThat(detected).isGreaterThan(10).isEqualTo(json().at("/frames/published").asInt());
  }

  @Test
  void aMissingExchangeIsExitCodeFour() throws Exception {
    End end = run("--rate", "10");
    assertThat(end.exitCode()).isEqualTo(4);
    assertThat(end.err()).startsWith("warren loadtest run: ").contains(topology.prefix());
    assertThat(end.err().lines()).hasSize(1);
  }

  @Test
  void capacityIsTheHighestRateThatWasTriedWhereAllHold() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      Path file = folder.resolve("c.json");
      String line =
          "loadtest capacity --model demo --size 96x64 --pictures 1 --cameras 2 --slo-p99 30s"
              + " --trial 300ms --warm-up 0s --min-rate 10 --max-rate 25 --json ";
      End end = warren((line + file).split(" "));
      assertThat(end.exitCode()).as(end.err()).isZero();
      assertThat(end.out()).contains("at least 25.00/s");
      JsonNode found = JSON.readTree(file.toFile());
      assertThat(found.at("/schema").asText()).isEqualTo("warren.capacity.v1");
      assertThat(found.at("/capacity_per_second").asDouble()).isEqualTo(25);
      assertThat(found.at("/cameras").isNull()).isTrue();
      assertThat(found.at("/trials").findValuesAsText("rate"))
          .containsExactly("10.0", "20.0", "25.0");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void capacityMayBeANumberOfCameras() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      Path file = folder.resolve("c.json");
      String line =
          "loadtest capacity --model demo --size 96x64 --pictures 1 --by cameras --fps 10"
              + " --slo-p99 30s --trial 300ms --warm-up 0s --min-rate 10 --max-rate 39 --json ";
      End end = warren((line + file).split(" "));
      assertThat(end.exitCode()).as(end.err()).isZero();
      assertThat(end.out()).contains("at least 3 cameras at 10.00 fps, 30.00/s");
      JsonNode found = JSON.readTree(file.toFile());
      assertThat(found.at("/capacity_per_second").asDouble()).isEqualTo(30);
      assertThat(found.at("/cameras").asInt()).isEqualTo(3);
      assertThat(found.at("/settings/trial").asText()).isEqualTo("0.3 s");
      assertThat(found.at("/trials").findValuesAsText("cameras")).containsExactly("1", "2", "3");
      assertThat(worker).isNotNull();
    }
  }

  /** Drops one frame, answers one twice, one in two ways, and one that nobody has sent. */
  private List<FrameResult> faulty(FrameResult usual) {
    FrameRef frame = usual.frame();
    return switch (taken.incrementAndGet()) {
      case 2 -> List.of();
      case 3 -> List.of(usual, usual);
      case 4 -> List.of(new FrameResult.Skipped(frame, SkipReason.SUPERSEDED), usual);
      case 5 -> List.of(usual, new FrameResult.Skipped(other(frame), SkipReason.SHED));
      default -> List.of(usual);
    };
  }

  /** A run that would take ten minutes. */
  private End stoppedAfterTen(String... load) throws Exception {
    List<String> options = new ArrayList<>(List.of(load));
    options.addAll(List.of("--duration", "10m"));
    String[] arguments = arguments("demo", options.toArray(String[]::new));
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo", this::counted);
        WarrenProcess process = WarrenProcess.start(environment(), arguments)) {
      assertThat(worker).isNotNull();
      Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(60))
          .until(() -> taken.get() > 10 || !process.isAlive());
      process.terminate();
      return process.await();
    }
  }

  private List<FrameResult> counted(FrameResult usual) {
    taken.incrementAndGet();
    return List.of(usual);
  }

  private static FrameRef other(FrameRef frame) {
    return new FrameRef("other/1", frame.camera(), 1L, frame.model(), "v1", null);
  }

  private End run(String... options) throws Exception {
    return warren(arguments("demo", options));
  }

  private End warren(String... arguments) throws Exception {
    try (WarrenProcess process = WarrenProcess.start(environment(), arguments)) {
      return process.await();
    }
  }

  /** A run of a second, unless the options say otherwise. */
  private String[] arguments(String model, String... options) {
    List<String> list = new ArrayList<>(List.of("loadtest", "run", "--model", model));
    list.addAll(List.of("--size", "96x64", "--pictures", "3"));
    list.addAll(List.of("--json", folder.resolve("r.json").toString()));
    list.addAll(List.of("--html", folder.resolve("r.html").toString()));
    List<String> given = List.of(options);
    if (!given.contains("--warm-up")) list.addAll(List.of("--warm-up", "0s"));
    if (!given.contains("--drain")) list.addAll(List.of("--drain", "5s"));
    if (!given.contains("--duration")) list.addAll(List.of("--duration", "1s"));
    list.addAll(given);
    return list.toArray(String[]::new);
  }

  private Map<String, String> environment() {
    return Map.of("WARREN_AMQP", broker.uri(), "WARREN_PREFIX", topology.prefix());
  }

  private JsonNode json() throws Exception {
    return JSON.readTree(folder.resolve("r.json").toFile());
  }
}
