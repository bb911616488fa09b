package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SubscriberConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code deploy/rabbitmq} ships: definitions, configuration, and the permissions by role. */
class LeastPrivilegeIT {
  private static final Path FOLDER = Path.of("..", "deploy", "rabbitmq");
  private static final Topology TOPOLOGY = Topology.DEFAULT;
  private static final String FRAMES = TOPOLOGY.framesQueue(DemoModel.NAME);
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (.+?) \\| `(.*?)` \\| `(.*)` \\| `(.*)` \\|$");

  /** Who is no worker. */
  private static final List<String> OTHERS =
      List.of("gateway", "watcher", "loadtest", "consumer", "monitoring", "responder");

  @AutoClose private static RabbitMq rabbit;
  private static String before;

  @BeforeAll
  static void start() throws IOException {
    rabbit = RabbitMq.start(Files.readString(FOLDER.resolve("rabbitmq.conf")));
    rabbit.importDefinitions(FOLDER.resolve("definitions.json"));
    before = listed();
    for (MatchResult row :
        ROW.matcher(Files.readString(FOLDER.resolve("README.md"))).results().toList()) {
      String user = row.group(1).split("[ ,]", 2)[0];
      if (row.group(1).startsWith("worker that")) user = "replier";
      rabbit.addUser(user, "pass-" + user, row.group(2), right(row, 3), right(row, 4));
    }
  }

  /** A table's own bars are written with a backslash. */
  private static String right(MatchResult row, int group) {
    return row.group(group).replace("\\|", "|");
  }

  private static AmqpConfig as(String user) {
    return rabbit.amqp().withCredentials(user, "pass-" + user);
  }

  private static String listed() {
    return rabbit.rabbitmqctl("list_queues", "name", "arguments", "policy")
        + rabbit.rabbitmqctl("list_exchanges", "name", "type", "arguments")
        + rabbit.rabbitmqctl("list_bindings");
  }

  @Test
  void theDefinitionsAreWhatTheWorkerDeclares() throws Exception {
    try (Connection connection = AmqpConnections.open(as("topology"), "test")) {
      TOPOLOGY.check(connection, DemoModel.NAME);
      TOPOLOGY.declare(connection.createChannel(), DemoModel.NAME); // refused if anything differs
    }
    assertThat(listed()).isEqualTo(before);
    assertThat(before.lines().filter(l -> l.startsWith("warren."))).hasSize(21);
    assertThat(before).contains("warren-frames").contains("warren-dead-letters");
    assertThat(rabbit.rabbitmqctl("list_users")).doesNotContain("guest");
    String definitions = Files.readString(FOLDER.resolve("definitions.json"));
    assertThat(definitions).doesNotContain("users").doesNotContain("password");
  }

  @Test
  void aWorkerServesWithNoMoreThanItsTable(@TempDir Path folder) throws Exception {
    List<ReceivedResult> results = new CopyOnWriteArrayList<>();
    AmqpConfig worker = as("worker");
    Path password = Files.writeString(folder.resolve("password"), worker.password());
    try (WarrenProcess process =
            WarrenProcess.start(
                Map.of(
                    "WARREN_AMQP", "amqp://" + worker.address(),
                    "WARREN_AMQP_USERNAME", worker.username(),
                    "WARREN_AMQP_PASSWORD_FILE", password.toString()),
                "worker",
                "--reply-to",
                "*",
                "--model",
                DemoModel.onnx().toString());
        FramePublisher gateway = FramePublisher.open(as("gateway"), PublisherConfig.of(TOPOLOGY));
        DetectionSubscriber watcher =
            DetectionSubscriber.open(
                as("watcher"), SubscriberConfig.live(TOPOLOGY, "#"), results::add)) {
      for (String replyTo : new String[] {null, "somebody.else", null}) {
        FrameRequest frame =
            FrameRequest.builder(
                    "f" + results.size(), DemoModel.NAME, "gate", Pictures.grey(320, 90))
                .replyTo(replyTo)
                .build();
        gateway.publish(frame).get();
        int expected = results.size() + (replyTo == null ? 1 : 0);
        await().atMost(Duration.ofMinutes(1)).until(() -> results.size() >= expected);
      }
      assertThat(watcher.closed()).isNotDone();
      assertThat(process.stop()).as(process.errors()).isZero();
      assertThat(process.errors()).doesNotContain("\tat ").doesNotContain(worker.password());
    } finally {
      Files.delete(password);
    }
    try (DetectionSubscriber consumer =
        DetectionSubscriber.open(
            as("consumer"), SubscriberConfig.durable(TOPOLOGY), results::add)) {
      await().until(() -> results.size() == 4);
      assertThat(consumer.closed()).isNotDone();
    }
  }

  /** As for a queue that it may not write to: nobody can be told, and the frame is settled. */
  @Test
  void aDirectReplyThatAWorkerMayNotSendIsCountedAndDropped() throws Exception {
    WorkerCounters counters = new WorkerCounters();
    WorkerConfig config = WorkerConfig.of("w1", as("worker"), TOPOLOGY, Path.of("none"));
    FakeEngine engine = new FakeEngine(DemoModel.NAME, 32, 4, 1);
    try (Connection requester = rabbit.connect();
        Worker worker = Worker.start(config, c -> engine, counters)) {
      Channel channel = requester.createChannel();
      channel.basicConsume("amq.rabbitmq.reply-to", true, (tag, delivery) -> {}, tag -> {});
      channel.basicPublish(
          TOPOLOGY.framesExchange(),
          DemoModel.NAME + ".gate",
          new AMQP.BasicProperties.Builder()
              .messageId("direct")
              .replyTo("amq.rabbitmq.reply-to")
              .build(),
          Pictures.grey(32, 90));
      await().atMost(Duration.ofMinutes(1)).until(() -> counters.totals().returned() == 1);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(counters.left()).isZero();
  }

  @Test
  void aWorkerMayPutFramesElsewhereAndTheResponderMaySendThemAgain() throws IOException {
    String key = DemoModel.NAME + ".gate";
    String quarantine = TOPOLOGY.quarantineQueue(DemoModel.NAME);
    try (Connection connection = AmqpConnections.open(as("quarantine"), "test")) {
      Channel channel = connection.createChannel();
      channel.basicCancel(channel.basicConsume(quarantine, (tag, delivery) -> {}, tag -> {}));
      publish(channel, TOPOLOGY.retryQueue(Topology.RETRY_DELAYS.get(2)), key);
      assertThat(channel.isOpen()).isTrue();
    }
    try (Connection connection = AmqpConnections.open(as("worker"), "test")) {
      Channel channel = connection.createChannel();
      publish(channel, TOPOLOGY.retryQueue(Topology.RETRY_DELAYS.get(2)), key);
      publish(channel, TOPOLOGY.quarantineExchange(), key);
      publish(channel, TOPOLOGY.deadLetterExchange(), key);
      assertThat(channel.consumerCount(quarantine)).as("whether the lane is served").isZero();
      assertThat(channel.isOpen()).isTrue();
    }
    try (Connection connection = AmqpConnections.open(as("responder"), "test")) {
      Channel channel = connection.createChannel();
      assertThat(channel.basicGet(TOPOLOGY.deadLetterQueue(), true)).isNotNull();
      publish(channel, TOPOLOGY.framesExchange(), "no-model." + key);
      assertThat(channel.isOpen()).isTrue();
    }
    try (Connection connection = AmqpConnections.open(as("topology"), "test")) {
      Channel channel = connection.createChannel();
      channel.queuePurge(TOPOLOGY.retryQueue(Topology.RETRY_DELAYS.get(2)));
      channel.queuePurge(quarantine);
    }
    for (String user : OTHERS) {
      refused(user, ch -> publish(ch, TOPOLOGY.deadLetterExchange(), key));
      refused(user, ch -> publish(ch, TOPOLOGY.quarantineExchange(), key));
    }
    refused("quarantine", ch -> publish(ch, TOPOLOGY.quarantineExchange(), key));
    refused("worker", ch -> ch.basicGet(quarantine, true));
    for (String user :
        List.of("worker", "quarantine", "gateway", "watcher", "loadtest", "consumer")) {
      refused(user, ch -> ch.basicGet(TOPOLOGY.deadLetterQueue(), true));
    }
  }

  static Stream<String> whoTakesNoFrames() {
    return Stream.concat(OTHERS.stream(), Stream.of("quarantine"));
  }

  @ParameterizedTest
  @MethodSource("whoTakesNoFrames")
  void onlyWorkersConsumeFrames(String user) {
    refused(user, ch -> ch.basicConsume(FRAMES, (tag, delivery) -> {}, tag -> {}));
    refused(user, ch -> ch.basicGet(FRAMES, true));
    refused(user, ch -> ch.queuePurge(FRAMES));
  }

  static Stream<String> whoOwnsNothing() {
    return Stream.concat(whoTakesNoFrames(), Stream.of("worker", "replier"));
  }

  @ParameterizedTest
  @MethodSource("whoOwnsNothing")
  void onlyTheOwnerOfTheTopologyChangesIt(String user) {
    refused(user, ch -> ch.queueDelete(FRAMES));
    refused(user, ch -> ch.queueDelete(TOPOLOGY.detectionsQueue()));
    refused(user, ch -> ch.exchangeDelete(TOPOLOGY.framesExchange()));
    refused(user, ch -> ch.queueDeclare("warren.frames.other", true, false, false, Map.of()));
    refused(user, ch -> ch.queueBind(FRAMES, TOPOLOGY.framesExchange(), "#"));
    refused(user, ch -> ch.queueUnbind(FRAMES, TOPOLOGY.framesExchange(), DemoModel.NAME + ".#"));
  }

  @Test
  void nobodyWritesWhereHeHasNoBusiness() {
    for (String user :
        List.of("worker", "replier", "quarantine", "watcher", "consumer", "monitoring")) {
      refused(user, ch -> publish(ch, TOPOLOGY.framesExchange(), DemoModel.NAME + ".x"));
    }
    for (String user : OTHERS) {
      refused(user, ch -> publish(ch, TOPOLOGY.detectionsExchange(), "x"));
    }
    for (String user :
        List.of("worker", "quarantine", "gateway", "watcher", "loadtest", "consumer")) {
      refused(user, ch -> publish(ch, "", FRAMES));
    }
  }

  private static void publish(Channel channel, String exchange, String key) throws IOException {
    channel.confirmSelect();
    channel.basicPublish(exchange, key, MessageProperties.PERSISTENT_BASIC, new byte[1]);
    try {
      channel.waitForConfirms(10_000);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Deed {
    void on(Channel channel) throws IOException;
  }

  private static void refused(String user, Deed deed) {
    try (Connection connection = AmqpConnections.open(as(user), "test")) {
      Channel channel = connection.createChannel();
      assertThatThrownBy(() -> deed.on(channel)).as(user).isInstanceOf(Exception.class);
      assertThat(channel.getCloseReason()).as(user).hasMessageContaining("ACCESS_REFUSED");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
