package dev.warren.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Connection;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenProcess.End;
import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayWatchIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static RabbitMq broker;

  @TempDir Path folder;
  private final Topology topology = broker.topology();

  @BeforeAll
  static void start() {
    broker = RabbitMq.shared();
  }

  @Test
  void everyFrameIsConfirmedAndAnswered() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      End sent =
          warren(
              "gateway",
              "--model",
              "demo",
              "--cameras",
              "3",
              "--count",
              "30",
              "--fps",
              "50",
              "--size",
              "128x96");
      assertThat(sent.err()).isEmpty();
      assertThat(sent.out()).startsWith("published 30, confirmed 30, dropped 0");
      assertThat(sent.exitCode()).isZero();

      Path json = folder.resolve("results.jsonl");
      End seen =
          warren(
              "watch",
              "--queue",
              topology.detectionsQueue(),
              "--count",
              "30",
              "--timeout",
              "20s",
              "--json",
              json.toString());
      assertThat(seen.exitCode()).isZero();
      assertThat(seen.out()).contains("camera-1", "1 car", "30 results: 30 detected (30 objects)");
      assertThat(lines(json)).hasSize(30);
      assertThat(lines(json).stream().map(l -> l.at("/request_id").asText()).distinct())
          .hasSize(30);
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void picturesAreSentWhateverTheyHoldAndUnreadableOnesAreNamed() throws Exception {
    Path files = Files.createDirectory(folder.resolve("frames"));
    Files.write(files.resolve("good.jpg"), new SimulatedCamera("x", 1, 96, 64).frame(0).jpeg(0.8f));
    Files.writeString(files.resolve("text.jpg"), "this is no picture");
    Files.createFile(files.resolve("empty.jpg"));
    Files.writeString(files.resolve("labels.csv"), "good.jpg,car");
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      End sent = warren("gateway", "--model", "demo", "--source", files.toString(), "--fps", "0");
      assertThat(sent.exitCode()).isEqualTo(1);
      assertThat(sent.err().lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .endsWith(
                          "--source leaves out 1 file whose name does not end as a picture's: 1 .csv;"
                              + " a file that is named itself is taken"),
              line ->
                  assertThat(line).endsWith(files.resolve("empty.jpg") + ": the file is empty"));
      assertThat(sent.out()).contains("published 2, confirmed 2", "1 unreadable");

      End seen =
          warren(
              "watch",
              "--queue",
              topology.detectionsQueue(),
              "--count",
              "2",
              "--timeout",
              "20s",
              "--format",
              "jsonl");
      assertThat(seen.exitCode()).isZero();
      assertThat(seen.err()).contains("2 results: 1 detected (1 object), 0 skipped, 1 failed");
      List<String> statuses = new ArrayList<>();
      for (String line : seen.out().lines().toList()) {
        JsonNode result = JSON.readTree(line);
        String[] id = result.at("/request_id").asText().split("/");
        statuses.add(
            id[2] + " " + result.at("/camera").asText() + " " + result.at("/status").asText());
      }
      assertThat(statuses)
          .containsExactlyInAnyOrder("good.jpg good detected", "text.jpg text failed");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void aQueueThatNoWorkerCreatesIsSaidToBeTheOperators() throws Exception {
    declare("demo");
    End end = warren("watch", "--queue", "nope", "--startup-timeout", "0s");
    assertThat(end.exitCode()).isEqualTo(4);
    assertThat(end.err())
        .contains("queue nope is missing on the broker: create it, or correct --queue")
        .doesNotContain("--declare");
  }

  @Test
  void aNamedFileThatIsNoImageIsSentWithAWarning() throws Exception {
    declare("demo");
    Path text = Files.writeString(folder.resolve("notes.txt"), "this is no picture");
    Path gif = Files.writeString(folder.resolve("old.gif"), "GIF89a, which workers refuse by name");
    End sent = warren("gateway", "--model", "demo", "--source", text.toString(), gif.toString());
    assertThat(sent.exitCode()).isZero();
    assertThat(sent.out()).startsWith("published 2, confirmed 2");
    assertThat(sent.err())
        .endsWith("--source " + text + ": no image by the first bytes; sent all the same\n")
        .hasLineCount(1);
  }

  @Test
  void whatNobodyTakesIsNamed() throws Exception {
    declare("demo");
    End sent = warren("gateway", "--model", "other", "--count", "3", "--size", "96x64");
    assertThat(sent.exitCode()).isEqualTo(1);
    assertThat(sent.out()).contains("published 3, confirmed 0, 3 unroutable");
    assertThat(sent.err()).contains("no queue is bound");
  }

  @Test
  void aStopSignalEndsBothWithASummary() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo");
        WarrenProcess watch = start("watch", "--draw", folder.resolve("drawn").toString());
        WarrenProcess gateway = start("gateway", "--model", "demo", "--size", "128x96")) {
      Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(30))
          .until(
              () ->
                  folder.resolve("drawn").toFile().list() != null
                      && folder.resolve("drawn").toFile().list().length >= 3);
      gateway.terminate();
      End sent = gateway.await();
      assertThat(sent.exitCode()).isZero();
      assertThat(sent.out()).startsWith("published ");
      watch.terminate();
      End seen = watch.await();
      assertThat(seen.exitCode()).isZero();
      assertThat(seen.out()).contains("STATUS", " 0 failed");
      assertThat(seen.err()).contains("pictures in");
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void aWatchThatGetsTooLittleFails() throws Exception {
    declare("demo");
    End seen = warren("watch", "--count", "1", "--timeout", "500ms");
    assertThat(seen.exitCode()).isEqualTo(1);
    assertThat(seen.out())
        .isEqualToIgnoringNewLines("0 results: 0 detected (0 objects), 0 skipped, 0 failed");
  }

  @Test
  void resultsBeyondTheCountStayOnTheQueue() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      warren("gateway", "--model", "demo", "--count", "20", "--fps", "0", "--size", "96x64");
      String[] five = {"watch", "--queue", topology.detectionsQueue(), "--count", "5"};
      assertThat(warren(five).exitCode()).isZero();
      End rest =
          warren(
              "watch", "--queue", topology.detectionsQueue(), "--count", "15", "--timeout", "10s");
      assertThat(rest.out()).contains("15 results");
      assertThat(rest.exitCode()).isZero();
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void resultsThatCannotBeWrittenStayOnTheQueue() throws Exception {
    String queue = topology.detectionsQueue();
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      warren("gateway", "--model", "demo", "--count", "20", "--fps", "0", "--size", "96x64");
      Awaitility.await().until(() -> worker.answered() == 20);
      End full = warren("watch", "--queue", queue, "--json", "/dev/full");
      assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
      assertThat(full.err())
          .containsPattern(
              "^\\d{4}-\\d{2}-\\d{2}T\\S+ INFO .*: taking the results off queue " + queue)
          .contains(
              "warren watch: results cannot be written here or to --json /dev/full: No space left on device");
      assertThat(full.err().lines()).hasSize(2);
      End rest = warren("watch", "--queue", queue, "--count", "20", "--timeout", "10s");
      assertThat(rest.out()).contains("20 results");
    }
  }

  @Test
  void anUnreachableBrokerOrMissingExchangeIsExitCodeFour() throws Exception {
    End missing = warren("gateway", "--model", "demo", "--startup-timeout", "0s");
    assertThat(missing.exitCode()).isEqualTo(4);
    assertThat(missing.err()).startsWith("warren gateway: ").contains(topology.framesExchange());
    try (WarrenProcess away =
        WarrenProcess.start(
            Map.of("WARREN_AMQP", "amqp://a:b@127.0.0.1:1"), "watch", "--startup-timeout", "1s")) {
      End end = away.await();
      assertThat(end.exitCode()).isEqualTo(4);
      assertThat(end.err().lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("refused the connection", "waiting, 1 s at most"),
              line -> assertThat(line).startsWith("warren watch: 127.0.0.1:1 refused"));
    }
  }

  @Test
  void whatIsStartedBeforeTheFirstWorkerWaitsForIt() throws Exception {
    String[] line = {"gateway", "--model", "demo", "--count", "2", "--size", "96x64"};
    try (WarrenProcess watch = start("watch", "--count", "2", "--timeout", "1m");
        WarrenProcess gateway = start(line)) {
      awaitErrors(watch, topology.detectionsExchange() + " is missing on the broker");
      awaitErrors(gateway, topology.framesExchange() + " is missing on the broker");
      try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
        awaitErrors(watch, "waiting for results");
        // Not its exit code: the exchange is there a moment before a queue is bound to it.
        assertThat(gateway.await().out()).as(gateway.errors()).startsWith("published 2, ");
        warren(line);
        assertThat(watch.await().exitCode()).as(watch.errors()).isZero();
        assertThat(worker).isNotNull();
      }
    }
  }

  @Test
  void aStopEndsTheWaitForTheFirstWorker() throws Exception {
    for (String[] line :
        List.of(new String[] {"watch"}, new String[] {"gateway", "--model", "m"})) {
      try (WarrenProcess process = start(line)) {
        awaitErrors(process, "waiting, 30 s at most");
        assertThat(process.stop()).isZero();
        assertThat(process.errors()).contains("stopped before the start was complete");
      }
    }
  }

  private static void awaitErrors(WarrenProcess process, String words) {
    Awaitility.await(process.describe())
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> process.errors().contains(words) || !process.isAlive());
    assertThat(process.errors()).contains(words);
  }

  @Test
  void whoMayNotIsToldWhichRightIsMissing() throws Exception {
    declare("demo");
    String user = "nobody-" + topology.prefix();
    broker.addUser(user, "s3cret", "^$", "^$", "^$");
    Map<String, String> settings =
        Map.of(
            "WARREN_AMQP",
            "amqp://" + user + ":s3cret@" + broker.amqp().address(),
            "WARREN_PREFIX",
            topology.prefix());
    try (WarrenProcess gateway =
        WarrenProcess.start(settings, "gateway", "--model", "demo", "--size", "96x64")) {
      End end = gateway.await();
      assertThat(end.exitCode()).isEqualTo(4);
      assertThat(end.err())
          .contains(
              "user '%s' may not access exchange '%s' in virtual host '/': grant it the write"
                  .formatted(user, topology.framesExchange()))
          .doesNotContain("#method");
    } finally {
      broker.removeUser(user);
    }
  }

  @Test
  void aMissingFileIsAUsageError() throws Exception {
    End end = warren("gateway", "--model", "demo", "--source", "nowhere.jpg");
    assertThat(end.exitCode()).isEqualTo(2);
    assertThat(end.err())
        .isEqualToIgnoringNewLines("warren gateway: --source nowhere.jpg: no such file or folder");
  }

  private End warren(String... args) throws Exception {
    try (WarrenProcess process = start(args)) {
      return process.await();
    }
  }

  private WarrenProcess start(String... args) throws Exception {
    return WarrenProcess.start(
        Map.of("WARREN_AMQP", broker.uri(), "WARREN_PREFIX", topology.prefix()), args);
  }

  private void declare(String model) throws Exception {
    try (Connection connection = broker.connect()) {
      topology.declare(connection.createChannel(), model);
    }
  }

  private static List<JsonNode> lines(Path file) throws Exception {
    List<JsonNode> list = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      list.add(JSON.readTree(line));
    }
    return list;
  }
}
