package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Connection;
import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.operations.Tool.Run;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services of {@code docker-compose.yml} with RabbitMQ and Prometheus as Debian has them. */
class ComposeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static ComposeSite site;

  @BeforeAll
  static void start() throws Exception {
    site = ComposeSite.start(folder);
  }

  @AfterAll
  static void stop() {
    if (site != null) site.close();
  }

  @Test
  void everyUserHasTheRightsOfItsRoleAndNoGuestIsThere() throws Exception {
    Map<String, List<String>> users = new TreeMap<>();
    for (String line : site.broker().rabbitmqctl("list_permissions").lines().skip(1).toList()) {
      String[] cells = line.split("\t");
      users.put(cells[0], List.of(cells[1], cells[2], cells[3]));
    }
    assertThat(users.remove("warren")).containsOnly(".*");
    assertThat(users)
        .containsOnlyKeys(
            "worker", "quarantine", "gateway", "loadtest", "watcher", "responder", "monitoring");
    assertThat(RoleRights.table()).containsAllEntriesOf(users);
    String tags = site.broker().rabbitmqctl("list_users");
    assertThat(tags).contains("monitoring\t[monitoring]", "worker\t[]").doesNotContain("guest");
    assertThat(tags.split("administrator")).hasSize(2);
  }

  @Test
  void aSecondSetUpChangesNothing() throws Exception {
    String before = listed();
    assertThat(before).contains("warren.frames." + DemoModel.NAME, "warren-frames");
    assertThat(site.setUp()).contains("for " + DemoModel.NAME);
    assertThat(listed()).isEqualTo(before);
  }

  private static String listed() {
    return site.broker().rabbitmqctl("list_queues", "name", "arguments", "policy")
        + site.broker().rabbitmqctl("list_exchanges", "name", "type", "arguments")
        + site.broker().rabbitmqctl("list_policies")
        + site.broker().rabbitmqctl("list_permissions");
  }

  /** Frames of the cameras' user, answered by the worker's. */
  @Test
  void theCamerasPublishAndTheWorkerAnswers() throws Exception {
    try (WarrenProcess cameras = site.start("cameras")) {
      cameras.until(() -> detected("worker") >= 8);
      assertThat(users()).contains("gateway", "worker", "quarantine").doesNotContain("warren");
      assertThat(cameras.stop()).as(cameras.describe()).isEqualTo(ExitCode.OK);
    }
    try (WarrenProcess load = site.start("loadtest")) {
      WarrenProcess.End end = load.await();
      assertThat(end.exitCode()).as(end.out() + end.err()).isEqualTo(ExitCode.OK);
    }
  }

  private static List<String> users() {
    return site.broker().rabbitmqctl("list_connections", "user").lines().skip(1).toList();
  }

  private static double detected(String worker) throws Exception {
    return site.metrics(worker)
        .lines()
        .filter(line -> line.startsWith("warren_frames_total{outcome=\"detected\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** By the command of {@code deploy/RUNBOOK.md}, without the administrator. */
  @Test
  void whoIsOnCallLooksAtDeadLettersAsTheResponder() throws Exception {
    String uri = "amqp://responder:pass-responder@" + site.broker().amqp().address();
    try (WarrenProcess letters =
        WarrenProcess.start(Map.of("WARREN_AMQP", uri), "dead-letters", "list")) {
      WarrenProcess.End end = letters.await();
      assertThat(end.exitCode()).as(end.out() + end.err()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void whoIsOnCallSeesResultsAsTheWatcher() throws Exception {
    String uri = "amqp://watcher:pass-watcher@" + site.broker().amqp().address();
    try (WarrenProcess watch =
        WarrenProcess.start(Map.of("WARREN_AMQP", uri), "watch", "--duration", "100ms")) {
      WarrenProcess.End end = watch.await();
      assertThat(end.exitCode()).as(end.out() + end.err()).isEqualTo(ExitCode.OK);
    }
  }

  /** A binding of the administrator's leads there too, so that no worker has to be killed. */
  @Test
  void theQuarantineTakesItsOwnFrames() throws Exception {
    try (Connection connection = site.broker().connect()) {
      connection
          .createChannel()
          .queueBind(
              Topology.DEFAULT.quarantineQueue(DemoModel.NAME),
              Topology.DEFAULT.framesExchange(),
              Topology.routingKey(DemoModel.NAME, "suspect"));
    }
    var gateway = site.broker().amqp().withCredentials("gateway", "pass-gateway");
    try (FramePublisher publisher =
        FramePublisher.open(gateway, PublisherConfig.of(Topology.DEFAULT))) {
      publisher
          .publish(
              FrameRequest.builder("suspect/1", DemoModel.NAME, "suspect", Pictures.grey(320, 90))
                  .build())
          .get();
    }
    await().atMost(PATIENCE).until(() -> detected("quarantine") == 1);
  }

  @Test
  void prometheusReachesAllOfThemAndCountsTheQuarantineNowhere() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              assertThat(values("up")).hasSize(5).containsOnly(1.0);
              assertThat(values("warren:workers{model=\"warren-demo\"}")).containsExactly(1.0);
              assertThat(values("warren:desired_workers{model=\"warren-demo\"}")).hasSize(1);
            });
    // What KEDA would ask: one number each, as it wants.
    for (Map<String, Object> trigger : triggers()) {
      String query = YamlFile.map(trigger.get("metadata")).get("query").toString();
      assertThat(values(query)).as(query).hasSize(1).allSatisfy(v -> assertThat(v).isNotNaN());
    }
    assertThat(values("warren_engine_info{role=\"quarantine\"}")).containsExactly(1.0);
  }

  private static List<Map<String, Object>> triggers() {
    Map<String, Object> scaled =
        YamlFile.only(Overlay.FOLDER.resolve("overlays/keda/scaledobject.yaml"));
    List<Map<String, Object>> triggers =
        YamlFile.maps(YamlFile.map(scaled.get("spec")).get("triggers"));
    assertThat(triggers).hasSize(2);
    return triggers;
  }

  private static List<Double> values(String query) {
    JsonNode result = site.prometheus().get("/api/v1/query", "query", query).get("result");
    return StreamSupport.stream(result.spliterator(), false)
        .map(series -> series.at("/value/1").asDouble())
        .toList();
  }

  @Test
  void composesCheckOfHealthFindsPrometheusReady() throws Exception {
    Object check = YamlFile.map(site.compose().raw("prometheus").get("healthcheck")).get("test");
    String[] command =
        ((List<?>) check)
            .stream()
                .skip(1) // CMD
                .map(word -> word.toString().replace("127.0.0.1:9090", site.prometheus().address()))
                .toArray(String[]::new);
    await().atMost(PATIENCE).until(() -> Tool.run(folder, command).exitCode() == 0);
  }

  @Test
  void theImagesCheckOfHealthFindsTheWorkerHealthy() throws Exception {
    String port = site.address("worker").replaceFirst(".*:", "");
    Run run =
        Tool.run(Tool.ROOT, "env", "WARREN_HTTP=0.0.0.0:" + port, "deploy/docker/healthcheck.sh");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(site.worker("worker").errors()).doesNotContain("ERROR").doesNotContain("\tat ");
  }
}
