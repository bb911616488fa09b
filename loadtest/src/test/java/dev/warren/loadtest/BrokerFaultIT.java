package dev.warren.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenProcess.End;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What load test and gateway say of a broker that closes connections or has an alarm. */
@Timeout(300)
class BrokerFaultIT {
  private static final String BLOCKED = "the broker takes no frames for now";
  @AutoClose private static RabbitMq broker;

  @TempDir Path folder;
  private final Topology topology = broker.topology();

  @BeforeAll
  static void start() {
    broker = RabbitMq.start();
  }

  @Test
  void aClosedLoopThatLosesItsConnectionSendsNothingMore() throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo");
        WarrenProcess run = loadtest("--saturate", "4")) {
      awaitThat(() -> worker.answered() > 10 || !run.isAlive());
      broker.closeConnections();
      End end = run.await();
      assertThat(end.exitCode()).as(end.err()).isEqualTo(4);
      JsonNode frames = report().at("/frames");
      long open = frames.at("/published").asLong() - frames.at("/detected").asLong();
      assertThat(open).as(frames.toString()).isLessThanOrEqualTo(4);
    } catch (AlreadyClosedException e) {
      // The worker's connection too.
    }
  }

  @Test
  void anAlarmIsNamedWhileItLastsAndInTheReport() throws Exception {
    declare();
    broker.raiseAlarm();
    try (WarrenProcess run = loadtest("--rate", "20")) {
      awaitThat(() -> run.errors().contains("The broker takes no frames") || !run.isAlive());
      run.terminate();
      End end = run.await();
      assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
      assertThat(end.out())
          .contains("note: The broker takes no frames")
          .doesNotContain("--declare");
    } finally {
      broker.endAlarm();
    }
  }

  @Test
  void theGatewayNamesAnAlarmToo() throws Exception {
    declare();
    broker.raiseAlarm();
    try (WarrenProcess gateway = warren("gateway", "--model", "demo", "--size", "96x64")) {
      awaitThat(() -> gateway.errors().contains(BLOCKED) || !gateway.isAlive());
      gateway.terminate();
      End end = gateway.await();
      assertThat(end.exitCode()).as(end.err()).isEqualTo(1);
      assertThat(end.err().lines().filter(line -> line.contains(BLOCKED))).hasSize(1);
    } finally {
      broker.endAlarm();
    }
  }

  @Test
  void theGatewaySaysThatAnAlarmIsOver() throws Exception {
    declare();
    broker.raiseAlarm();
    String line = "gateway --model demo --size 96x64 --count 5";
    try (WarrenProcess gateway = warren(line.split(" "))) {
      awaitThat(() -> gateway.errors().contains(BLOCKED) || !gateway.isAlive());
      assertThat(gateway.errors()).doesNotContain("takes frames again");
      broker.endAlarm();
      End end = gateway.await();
      assertThat(end.exitCode()).as(end.err()).isZero();
      assertThat(end.err()).containsOnlyOnce("the broker takes frames again");
    } finally {
      broker.endAlarm();
    }
  }

  @Test
  void theGatewayOutlivesItsConnectionsAndLosesNoFrame() throws Exception {
    declare();
    String line = "gateway --model demo --size 96x64 --fps 100 --count 400";
    try (WarrenProcess gateway = warren(line.split(" "))) {
      awaitThat(() -> published() > 50 || !gateway.isAlive());
      broker.closeConnections();
      awaitThat(() -> gateway.errors().contains("connected again") || !gateway.isAlive());
      broker.stop();
      awaitThat(() -> timesSaid(gateway, "; trying again") == 2 || !gateway.isAlive());
      broker.restart();
      End end = gateway.await();
      assertThat(end.exitCode()).as(end.err()).isZero();
      assertThat(end.out()).startsWith("published 400, confirmed 400, dropped 0");
      assertThat(end.err()).contains("connected again; frames without confirm are sent again");
    }
    assertThat(publishedIds()).hasSize(400);
  }

  @Test
  void aPasswordThatIsAwayForAWhileIsReadAgain() throws Exception {
    declare();
    URI address = URI.create(broker.uri());
    String[] login = address.getUserInfo().split(":");
    Path password = Files.writeString(folder.resolve("password"), login[1]);
    Map<String, String> settings =
        Map.of(
            "WARREN_AMQP", broker.uri().replace(address.getUserInfo() + "@", ""),
            "WARREN_AMQP_USERNAME", login[0],
            "WARREN_AMQP_PASSWORD_FILE", password.toString(),
            "WARREN_PREFIX", topology.prefix());
    String line = "gateway --model demo --size 96x64";
    try (WarrenProcess gateway = WarrenProcess.start(settings, line.split(" "));
        WarrenProcess watch = WarrenProcess.start(settings, "watch")) {
      awaitThat(() -> published() > 0 && watch.errors().contains("Ctrl-C ends"));
      Path away = Files.move(password, folder.resolve("away"));
      broker.closeConnections();
      for (WarrenProcess each : List.of(gateway, watch)) {
        awaitThat(() -> each.errors().contains("the password file " + password));
      }
      Files.move(away, password);
      for (WarrenProcess each : List.of(gateway, watch)) {
        awaitThat(() -> each.errors().contains("connected again"));
      }
      assertThat(gateway.stop()).as(gateway.errors()).isZero();
      assertThat(watch.stop()).as(watch.errors()).isZero();
    }
  }

  @Test
  void theGatewayWaitsWhileAQueueIsFull() throws Exception {
    declare();
    String queue = topology.framesQueue("demo");
    try (var connection = broker.connect();
        WarrenProcess gateway =
            warren("gateway --model demo --size 96x64 --fps 100 --count 40".split(" "))) {
      Channel channel = connection.createChannel();
      channel.queueDelete(queue);
      Map<String, Object> small = Map.of("x-max-length", 5, "x-overflow", "reject-publish");
      channel.queueDeclare(queue, true, false, false, small);
      channel.queueBind(queue, topology.framesExchange(), topology.framesBinding("demo"));
      awaitThat(() -> gateway.errors().contains("; waiting") || !gateway.isAlive());
      Set<String> ids = new HashSet<>();
      awaitThat(
          () -> {
            ids.addAll(publishedIds());
            return !gateway.isAlive();
          });
      ids.addAll(publishedIds());
      End end = gateway.await();
      assertThat(end.exitCode()).as(end.err()).isZero();
      assertThat(end.err()).contains("the broker takes frames again");
      assertThat(ids).hasSize(40);
    }
  }

  @Test
  void aGatewayThatEndsWithoutAConnectionSaysSo() throws Exception {
    declare();
    try (WarrenProcess gateway = warren("gateway", "--model", "demo", "--size", "96x64")) {
      awaitThat(() -> published() > 0 || !gateway.isAlive());
      broker.stop();
      awaitThat(() -> gateway.errors().contains("; trying again") || !gateway.isAlive());
      assertThat(gateway.stop()).isEqualTo(4);
      assertThat(gateway.errors()).contains("ended without a connection: ");
    } finally {
      broker.restart();
    }
  }

  private static long timesSaid(WarrenProcess process, String text) {
    return process.errors().lines().filter(line -> line.contains(text)).count();
  }

  private long published() throws Exception {
    try (var connection = broker.connect()) {
      return connection.createChannel().messageCount(topology.framesQueue("demo"));
    }
  }

  private Set<String> publishedIds() throws Exception {
    Set<String> ids = new HashSet<>();
    try (var connection = broker.connect()) {
      Channel channel = connection.createChannel();
      for (GetResponse frame;
          (frame = channel.basicGet(topology.framesQueue("demo"), true)) != null; ) {
        ids.add(frame.getProps().getMessageId());
      }
    }
    return ids;
  }

  private void declare() throws Exception {
    try (var connection = broker.connect()) {
      topology.declare(connection.createChannel(), "demo");
    }
  }

  private WarrenProcess loadtest(String option, String value) throws Exception {
    String line =
        "loadtest run --model demo --size 96x64 --pictures 1 --warm-up 0s --duration 10m --json ";
    String report = folder.resolve("r.json").toString();
    return warren((line + report + " " + option + " " + value).split(" "));
  }

  private WarrenProcess warren(String... arguments) throws Exception {
    return WarrenProcess.start(
        Map.of("WARREN_AMQP", broker.uri(), "WARREN_PREFIX", topology.prefix()), arguments);
  }

  private JsonNode report() throws Exception {
    return new ObjectMapper().readTree(folder.resolve("r.json").toFile());
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(90)).until(condition);
  }
}
