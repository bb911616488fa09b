package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenRun;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each command does all that it does with the rights of its role, and with no more. */
class CommandRightsIT {
  private static final Path FOLDER = Tool.ROOT.resolve("deploy/rabbitmq");
  private static final String NAME = "warren-demo";
  private static final Path MODEL = Tool.ROOT.resolve("deploy/demo-model/warren-demo.onnx");
  private static final Topology TOPOLOGY = Topology.DEFAULT;

  private static RabbitMq rabbit;

  @BeforeAll
  static void start() throws IOException {
    rabbit = RabbitMq.start(Files.readString(FOLDER.resolve("rabbitmq.conf")));
    rabbit.importDefinitions(FOLDER.resolve("definitions.json"));
    RoleRights.table()
        .forEach((role, r) -> rabbit.addUser(role, "pass", r.get(0), r.get(1), r.get(2)));
  }

  @AfterAll
  static void stop() {
    rabbit.close();
  }

  private static Map<String, String> as(String role) {
    return Map.of("WARREN_AMQP", "amqp://" + role + ":pass@" + rabbit.amqp().address());
  }

  private static String run(String role, String... command) {
    WarrenProcess.End end = WarrenRun.of(as(role), command);
    assertThat(end.exitCode()).as("%s: %s", role, end).isZero();
    return end.out();
  }

  @Test
  void framesAndResults() throws Exception {
    try (WarrenProcess worker = worker();
        WarrenProcess watch = WarrenProcess.start(as("watcher"), "watch", "--count", "3")) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> rabbit.rabbitmqctl("list_queues", "name").contains("warren.own."));
      run("gateway", "gateway", "--model", NAME, "--source", "sim", "--count", "3");
      assertThat(watch.exitCode()).as(watch.errors()).isZero();
      run("consumer", "watch", "--queue", TOPOLOGY.detectionsQueue(), "--count", "3");
      String load = "--source sim --rate 5 --cameras 1 --duration 2s --warm-up 1s";
      run("loadtest", ("loadtest run --model " + NAME + " " + load).split(" "));
      run("worker", "doctor", "--model", MODEL.toString());
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void deadLetters() throws Exception {
    for (String id : List.of("replayed", "purged")) deadLetter(id);
    assertThat(run("responder", "dead-letters", "list")).contains("replayed").contains("purged");
    assertThat(run("responder", "dead-letters", "show", "replayed")).contains("replayed");
    run("responder", "dead-letters", "replay", "replayed");
    run("responder", "dead-letters", "purge", "--yes", "purged");
    assertThat(run("responder", "dead-letters", "list"))
        .doesNotContain("replayed")
        .doesNotContain("purged");
  }

  /** From its failure to the detections that come after it under the same id. */
  @Test
  void aDeadLetterThatIsReplayedIsDetectedAndWatched() throws Exception {
    try (WarrenProcess watch =
        WarrenProcess.start(
            as("watcher"), "watch --format jsonl --count 2 --pattern *.camera".split(" "))) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> rabbit.rabbitmqctl("list_queues", "name").contains("warren.own."));
      try (WarrenProcess strict = worker("--max-frame-bytes", "1000", "--dead-letter-malformed")) {
        run("gateway", ("gateway --source sim --count 1 --cameras 1 --model " + NAME).split(" "));
        watch.until(() -> watch.output().contains("vision.failed.v1"));
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> run("responder", "dead-letters", "list").contains("oversize"));
        assertThat(strict.stop()).as(strict.errors()).isZero();
      }
      run("responder", "dead-letters", "replay", "--reason", "oversize");
      assertThat(run("responder", "dead-letters", "list")).doesNotContain("oversize");
      try (WarrenProcess worker = worker()) {
        assertThat(watch.exitCode()).as(watch.errors()).isZero();
        assertThat(worker.stop()).as(worker.errors()).isZero();
      }
      List<JsonNode> results = new ArrayList<>();
      for (String line : watch.output().lines().toList())
        results.add(new ObjectMapper().readTree(line));
      assertThat(results)
          .extracting(result -> result.get("schema").asText())
          .containsExactly("vision.failed.v1", "vision.detected.v1");
      assertThat(results)
          .extracting(result -> result.get("id").asText() + result.get("request_id").asText())
          .as("ids of both")
          .containsOnly(
              results.get(0).get("id").asText() + results.get(0).get("request_id").asText());
      assertThat(results.get(1).get("detections")).isNotEmpty();
    }
  }

  private static WarrenProcess worker(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("worker", "--http", "off", "--model", MODEL.toString()));
    command.addAll(List.of(options));
    WarrenProcess worker = WarrenProcess.start(as("worker"), command.toArray(String[]::new));
    worker.until(() -> worker.errors().contains("serves " + NAME));
    return worker;
  }

  private static void deadLetter(String id) throws Exception {
    try (Connection connection = rabbit.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.basicPublish(
          TOPOLOGY.deadLetterExchange(),
          NAME + ".gate",
          new AMQP.BasicProperties.Builder().messageId(id).deliveryMode(2).build(),
          new byte[] {1});
      channel.waitForConfirmsOrDie(30_000);
    }
  }
}
