package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.cli.Warren;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Photographs through RabbitMQ (gateway, worker, watch) give the boxes that {@code detect} gives.
 */
class SameBoxesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "yolo11n_fp32";

  /** 0 and 0.0 are the same coordinate; everything else must be the same to the letter. */
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) -> a.equals(b) || a.isNumber() && b.isNumber() && a.asDouble() == b.asDouble() ? 0 : 1;

  private static final Map<String, String> ENVIRONMENT =
      Map.of("WARREN_AMQP", RabbitMq.shared().uri());

  @TempDir Path folder;

  @Test
  void throughTheBrokerAndWithoutIt() throws Exception {
    String prefix = "same-" + UUID.randomUUID().toString().substring(0, 8);
    Topology topology = new Topology(prefix);
    String model = TestData.yolo11n().toString();
    String coco = TestData.folder().resolve("images/coco").toString();
    String extra = TestData.folder().resolve("images/extra").toString();
    Path direct = folder.resolve("detect.json");
    Path watched = folder.resolve("watch.jsonl");

    run("detect", "--model", model, "--json", direct.toString(), coco, extra);
    Map<String, JsonNode> expected = new TreeMap<>();
    for (JsonNode image : JSON.readTree(direct.toFile())) {
      String file = image.get("file").asText();
      expected.put(Path.of(file).getFileName().toString(), image.get("detections"));
    }

    String[] serve = {"worker", "--declare", "--model", model, "--prefix", prefix};
    try (WarrenProcess worker = WarrenProcess.start(ENVIRONMENT, serve)) {
      awaitQueue(topology);
      String count = String.valueOf(expected.size());
      String queue = topology.detectionsQueue();
      run("gateway", "--prefix", prefix, "--model", MODEL, "--fps", "0", "--source", coco, extra);
      String take = "watch --prefix %s --queue %s --count %s --timeout 60s --json %s";
      run(take.formatted(prefix, queue, count, watched).split(" "));
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }

    Map<String, JsonNode> actual = new TreeMap<>();
    for (String line : Files.readAllLines(watched)) {
      JsonNode result = JSON.readTree(line);
      String id = result.findValue("request_id").asText();
      actual.put(id.substring(id.lastIndexOf('/') + 1), result.findValue("detections"));
    }
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    List<String> differing = new ArrayList<>();
    expected.forEach(
        (file, boxes) -> {
          if (!boxes.equals(BY_VALUE, actual.get(file))) {
            differing.add(file + "\n  detect " + boxes + "\n  watch  " + actual.get(file));
          }
        });
    int boxes = expected.values().stream().mapToInt(JsonNode::size).sum();
    System.out.printf(
        "through RabbitMQ as by detect: %d images, %d boxes, %d images differ%n",
        expected.size(), boxes, differing.size());
    assertThat(differing).isEmpty();
  }

  private static void run(String... args) {
    assertThat(Warren.run(args, ENVIRONMENT)).as(String.join(" ", args)).isZero();
  }

  private static void awaitQueue(Topology topology) throws Exception {
    try (Connection connection = RabbitMq.shared().connect()) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(
              () -> {
                Channel channel = connection.createChannel();
                channel.queueDeclarePassive(topology.framesQueue(MODEL));
                channel.abort();
                topology.check(connection, MODEL);
                return true;
              });
    }
  }
}
