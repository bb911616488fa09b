package dev.warren.worker.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenRun;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.TestTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code warren dead-letters} as it is typed, on a real broker. */
class DeadLettersIT {
  private static final String MODEL = "fake";
  private static final long HOUR_MS = 3_600_000;

  private record Run(int exitCode, String output, String errors) {
    List<String> ids() throws Exception {
      List<String> ids = new ArrayList<>();
      for (JsonNode letter : new ObjectMapper().readTree(output))
        ids.add(letter.get("id").asText());
      return ids;
    }
  }

  @TempDir Path folder;
  private TestTopology broker;
  private Topology topology;

  @BeforeEach
  void fill() throws Exception {
    broker = new TestTopology(MODEL);
    topology = broker.topology();
  }

  @AfterEach
  void disconnect() throws Exception {
    broker.close();
  }

  /** As a worker puts it there. */
  private void letter(String id, String key, String reason, long agoMs) throws Exception {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId(id)
            .contentType("image/png")
            .replyTo("")
            .deliveryMode(2)
            .headers(
                Map.of(
                    "seq",
                    7,
                    "reason",
                    reason,
                    "stage",
                    "decode",
                    "detail",
                    "went wrong",
                    "attempt",
                    4,
                    "origin",
                    topology.framesQueue(MODEL),
                    "moved_at_ms",
                    System.currentTimeMillis() - agoMs))
            .build();
    byte[] body = ("body of " + id).getBytes(StandardCharsets.UTF_8);
    broker.channel().basicPublish(topology.deadLetterExchange(), key, true, properties, body);
  }

  private void letters() throws Exception {
    letter("a", "fake.gate", "internal", 0);
    letter("b", "fake.yard", "internal", 2 * HOUR_MS);
    letter("c", "fake.gate", "malformed", 3 * HOUR_MS);
    letter("d", "other.gate", "internal", 50 * HOUR_MS);
    awaitLetters(4);
  }

  private void awaitLetters(int count) {
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                assertThat(broker.channel().messageCount(topology.deadLetterQueue()))
                    .isEqualTo(count));
  }

  private Run run(String... args) {
    return runAt(RabbitMq.shared().uri(), args);
  }

  private Run runAt(String uri, String... args) {
    List<String> all = new ArrayList<>(List.of("dead-letters", args[0]));
    all.addAll(List.of("--amqp", uri, "--prefix", topology.prefix()));
    all.addAll(List.of(args).subList(1, args.length));
    WarrenProcess.End end = WarrenRun.of(Map.of(), all.toArray(String[]::new));
    return new Run(end.exitCode(), end.out(), end.err());
  }

  private GetResponse frame() throws Exception {
    await().atMost(Duration.ofMinutes(3)).until(() -> broker.ready() > 0);
    return broker.channel().basicGet(topology.framesQueue(MODEL), true);
  }

  @Test
  void listShowsThemInTheirOrderAndTakesNothingAway() throws Exception {
    letters();
    for (int i = 0; i < 3; i++) {
      Run list = run("list", "--json");
      assertThat(list.exitCode()).as(list.errors()).isZero();
      assertThat(list.ids()).containsExactly("a", "b", "c", "d");
      awaitLetters(4);
    }
    JsonNode first = new ObjectMapper().readTree(run("list", "--json").output()).get(0);
    assertThat(first.get("model").asText()).isEqualTo("fake");
    assertThat(first.get("camera").asText()).isEqualTo("gate");
    assertThat(first.get("reason").asText()).isEqualTo("internal");
    assertThat(first.get("stage").asText()).isEqualTo("decode");
    assertThat(first.get("detail").asText()).isEqualTo("went wrong");
    assertThat(first.get("attempt").asInt()).isEqualTo(4);
    assertThat(first.get("origin").asText()).isEqualTo(topology.framesQueue(MODEL));
    assertThat(first.get("bytes").asInt()).isEqualTo("body of a".length());
    Run table = run("list");
    assertThat(table.output().lines()).hasSize(5);
    assertThat(table.output()).contains("REASON", "internal", "went wrong", "2h", "2d");
    assertThat(table.errors()).contains("4 dead letters");
  }

  @Test
  void filtersByModelCameraReasonAgeAndId() throws Exception {
    letters();
    assertThat(run("list", "--json", "--of-model", "fake").ids()).containsExactly("a", "b", "c");
    assertThat(run("list", "--json", "--camera", "gate").ids()).containsExactly("a", "c", "d");
    assertThat(run("list", "--json", "--reason", "malformed").ids()).containsExactly("c");
    assertThat(run("list", "--reason", "malformd").errors()).contains("0 of 4 dead letters");
    assertThat(run("list", "--json", "--newer-than", "1h").ids()).containsExactly("a");
    assertThat(run("list", "--json", "--older-than", "150m").ids()).containsExactly("c", "d");
    assertThat(run("list", "--json", "--id", "b", "--id", "d").ids()).containsExactly("b", "d");
    assertThat(run("list", "--json", "b", "d").ids()).containsExactly("b", "d");
    assertThat(run("list", "--json", "b", "--id", "c").ids()).containsExactly("b", "c");
    assertThat(run("list", "--json", "nobody").ids()).isEmpty();
    assertThat(run("list", "--json", "--limit", "2").ids()).containsExactly("a", "b");
    assertThat(run("list", "--json", "--reason", "internal", "--camera", "yard").ids())
        .containsExactly("b");
    assertThat(run("list", "--json", "--camera", "none").ids()).isEmpty();
    awaitLetters(4);
  }

  @Test
  void showTellsAllAndSavesThePicture() throws Exception {
    letters();
    Run show = run("show", "b", "--save", folder.toString());
    assertThat(show.exitCode()).as(show.errors()).isZero();
    assertThat(show.output())
        .contains("went wrong", "decode", "yard", topology.framesQueue(MODEL), "2h ago")
        .doesNotContain("gate");
    assertThat(folder.resolve("0.png")).hasContent("body of b");
    assertThat(Files.list(folder)).hasSize(1);
    String taken = folder.resolve("0.png").toString();
    for (String noFolder : List.of(taken, folder.toString())) {
      Run refused = run("show", "b", "--save", noFolder);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.errors())
          .contains("--save " + noFolder, "cannot be written: a file of that name is in the way");
    }
    Run none = run("show", "nobody");
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILURE);
    assertThat(none.errors()).contains("nobody");
    awaitLetters(4);
  }

  @Test
  void replayPublishesThemAsNewAndTakesThemOff() throws Exception {
    letters();
    Run dry = run("replay", "--of-model", "fake", "--reason", "internal", "--dry-run", "--json");
    assertThat(dry.ids()).containsExactly("a", "b");
    awaitLetters(4);
    assertThat(broker.ready()).isZero();

    Run replay = run("replay", "--of-model", "fake", "--reason", "internal", "--json");
    assertThat(replay.exitCode()).as(replay.errors()).isZero();
    assertThat(replay.ids()).containsExactly("a", "b");
    awaitLetters(2);
    for (String id : List.of("a", "b")) {
      GetResponse frame = frame();
      assertThat(frame.getProps().getMessageId()).isEqualTo(id);
      assertThat(frame.getBody()).asString().isEqualTo("body of " + id);
      assertThat(frame.getProps().getHeaders().keySet()) // the latter from the frames queue
          .isSubsetOf("seq", "x-delivery-count")
          .contains("seq");
      assertThat(frame.getEnvelope().getRoutingKey()).startsWith("fake.");
    }
    assertThat(run("list", "--json").ids()).containsExactly("c", "d");
  }

  @Test
  void whatComesBackMeanwhileIsNotGoneThroughAgain() throws Exception {
    letter("a", "fake.gate", "internal", 0);
    letter("b", "fake.gate", "internal", 0);
    awaitLetters(2);
    List<DeadLetter> seen;
    try (DeadLetterQueue queue = DeadLetterQueue.open(broker.amqp(), topology)) {
      seen =
          queue.each(
              letter -> true,
              10,
              (letter, message) -> {
                comesBack(letter.id());
                return true;
              });
    }
    assertThat(seen).extracting(DeadLetter::id).containsExactly("a", "b");
    awaitLetters(2);
  }

  private void comesBack(String id) {
    try {
      letter(id, "fake.gate", "internal", 0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    awaitLetters(2);
  }

  @Test
  void replayAndPurgeTakeIdsAsShowDoes() throws Exception {
    letters();
    assertThat(run("replay", "--json", "b").ids()).containsExactly("b");
    assertThat(frame().getProps().getMessageId()).isEqualTo("b");
    assertThat(run("purge", "a", "--yes", "--json", "d").ids()).containsExactly("a", "d");
    assertThat(run("list", "--json").ids()).containsExactly("c");
    for (Run wrong : List.of(run("purge", "--yes", "nosuch"), run("replay", "c", "nosuch"))) {
      assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(wrong.errors())
          .contains("not among the dead letters that were asked for: [nosuch]");
    }
    assertThat(frame().getProps().getMessageId()).isEqualTo("c");
  }

  @Test
  void whatTheBrokerDoesNotTakeStays() throws Exception {
    letters();
    Run replay = run("replay", "--yes", "--json"); // nobody serves the model of the last one
    assertThat(replay.exitCode()).isEqualTo(ExitCode.BROKER);
    assertThat(replay.ids()).containsExactly("a", "b", "c");
    assertThat(replay.errors()).contains("'d'", "no queue is bound there").doesNotContain("\tat ");
    awaitLetters(1);
    assertThat(run("list", "--json").ids()).containsExactly("d");
  }

  @Test
  void whoMayNotIsToldWhichRightIsMissing() throws Exception {
    letter("a", "fake.gate", "internal", 0);
    awaitLetters(1);
    String user = "letters-" + topology.prefix();
    String uri = "amqp://" + user + ":s3cret@" + RabbitMq.shared().amqp().address();
    RabbitMq.shared().addUser(user, "s3cret", "^$", "^$", "^$");
    try {
      assertDenied(runAt(uri, "list"), user, "read", topology.deadLetterQueue());
      RabbitMq.shared().setRights(user, "^$", "^$", ".*");
      assertThat(runAt(uri, "list", "--json").ids()).containsExactly("a");
      assertDenied(runAt(uri, "replay", "a", "--json"), user, "write", topology.framesExchange());
      awaitLetters(1);
    } finally {
      RabbitMq.shared().removeUser(user);
    }
  }

  private static void assertDenied(Run run, String user, String right, String thing) {
    assertThat(run.exitCode()).isEqualTo(ExitCode.BROKER);
    assertThat(run.errors())
        .contains("user '" + user + "' may not access ", "'" + thing + "'", right + " permission")
        .doesNotContain("#method", "\tat ");
    assertThat(run.errors().lines().filter(l -> l.startsWith("warren "))).hasSize(1);
  }

  @Test
  void purgeAsksFirst() throws Exception {
    letters();
    Run asked = run("purge", "--older-than", "1h");
    assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(asked.errors()).contains("--yes", "3");
    awaitLetters(4);
    Run purged = run("purge", "--older-than", "1h", "--yes", "--json");
    assertThat(purged.exitCode()).as(purged.errors()).isZero();
    assertThat(purged.ids()).containsExactly("b", "c", "d");
    awaitLetters(1);
    assertThat(run("purge", "--yes").exitCode()).isZero();
    awaitLetters(0);
  }

  @Test
  void replayOfAllAsksFirst() throws Exception {
    letter("a", "fake.gate", "internal", 0);
    letter("b", "fake.yard", "internal", 2 * HOUR_MS);
    awaitLetters(2);
    for (String[] all : List.of(new String[] {"replay"}, new String[] {"replay", "--limit", "9"})) {
      Run asked = run(all);
      assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(asked.output()).contains("went wrong");
      assertThat(asked.errors()).contains("2 dead letters would be published again", "--yes is");
      awaitLetters(2);
      assertThat(broker.ready()).isZero();
    }
    assertThat(run("replay", "--dry-run").exitCode()).isZero();
    assertThat(run("replay", "--yes", "--json").ids()).containsExactly("a", "b");
    awaitLetters(0);
    assertThat(run("replay").exitCode()).as("nothing is there").isZero();
  }

  @Test
  void columnsAreAsWideAsWhatIsInThem() throws Exception {
    letter("a", "fake.gate", "internal", 0);
    letter("gate-3/" + "7".repeat(60), "fake." + "camera".repeat(5), "internal", 0);
    awaitLetters(2);
    List<String> lines = run("list").output().lines().toList();
    int reason = lines.get(0).indexOf("REASON");
    assertThat(lines).hasSize(3);
    assertThat(lines.subList(1, 3))
        .allSatisfy(line -> assertThat(line.substring(reason)).startsWith("internal  "));
  }

  @Test
  void readsWhatTheBrokerItselfGaveUpAndWhatStrangersWrote() throws Exception {
    Map<String, Object> hostile = new TreeMap<>();
    hostile.put("camera", List.of("no", "text"));
    hostile.put("reason", 17);
    hostile.put("x-death", "nonsense");
    hostile.put("moved_at_ms", "yesterday");
    broker
        .channel()
        .basicPublish(
            topology.deadLetterExchange(),
            "fake",
            new AMQP.BasicProperties.Builder()
                .messageId("\u001b[31mred\n\u009b2J")
                .headers(hostile)
                .build(),
            new byte[0]);
    broker.channel().basicPublish(topology.deadLetterExchange(), "", null, new byte[] {1});
    // The third return of a frame in quarantine is its last one.
    broker.channel().basicPublish(topology.quarantineExchange(), "fake.gate", null, new byte[9]);
    String lane = topology.quarantineQueue(MODEL);
    for (int i = 0; i < 3; i++) {
      await().atMost(Duration.ofMinutes(3)).until(() -> broker.channel().messageCount(lane) == 1);
      long tag = broker.channel().basicGet(lane, false).getEnvelope().getDeliveryTag();
      broker.channel().basicReject(tag, true);
    }
    awaitLetters(3);
    Run list = run("list", "--json");
    assertThat(list.exitCode()).as(list.errors()).isZero();
    assertThat(list.ids()).containsExactly("?[31mred??2J", "", "");
    JsonNode last = new ObjectMapper().readTree(list.output()).get(2);
    assertThat(last.get("reason").asText()).isEqualTo("delivery_limit");
    assertThat(last.get("origin").asText()).isEqualTo(lane);
    assertThat(last.get("age_seconds").asInt()).isNotNegative();
    assertThat(run("list", "--json", "--reason", "delivery_limit").ids()).hasSize(1);
    assertThat(run("list").output()).doesNotContain("\u001b", "\u009b");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    broker.channel().queueDelete(topology.deadLetterQueue());
    for (String command : List.of("list", "replay", "purge")) {
      Run run = run(command);
      assertThat(run.exitCode()).isEqualTo(ExitCode.BROKER);
      assertThat(run.errors()).contains(topology.deadLetterQueue(), "missing").hasLineCount(1);
    }
  }
}
