package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenProcess.End;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch outlives its connection. On a broker of its own, which is broken. */
class LostConnectionIT {
  private static final String DELETE_OWN_QUEUES =
      "[{ok, _} = rabbit_amqqueue:delete(Q, false, false, <<\"test\">>)"
          + " || Q <- rabbit_amqqueue:list(), amqqueue:get_exclusive_owner(Q) =/= none], ok.";

  @AutoClose private static RabbitMq broker;

  @TempDir Path folder;
  private final Topology topology = broker.topology();

  @BeforeAll
  static void start() {
    broker = RabbitMq.start();
  }

  @Test
  void takesWhatHasWaitedInAQueueOnceTheBrokerIsBack() throws Exception {
    Path json = folder.resolve("results.jsonl");
    answer(5);
    String queue = topology.detectionsQueue();
    try (WarrenProcess watch =
        warren("watch", "--queue", queue, "--count", "10", "--json", json.toString())) {
      await(watch, () -> Files.exists(json) && ids(json).size() == 5);
      broker.stop();
      await(watch, () -> watch.errors().contains("; trying again"));
      broker.restart();
      answer(5);
      End end = watch.await();
      assertThat(end.exitCode()).as(end.err()).isZero();
      assertThat(end.err())
          .containsOnlyOnce("; trying again")
          .containsOnlyOnce("connected again; results have waited in the queue");
      assertThat(end.out()).contains("10 results: 10 detected");
      assertThat(ids(json)).hasSize(10).doesNotHaveDuplicates();
    }
    try (WarrenProcess rest = warren("watch", "--queue", queue, "--timeout", "1s")) {
      assertThat(rest.await().out()).contains("0 results"); // all were acked
    }
  }

  @Test
  void showsAndDrawsWhatComesAfterwards() throws Exception {
    answer(0);
    Path drawn = folder.resolve("drawn");
    try (WarrenProcess watch = warren("watch", "--draw", drawn.toString())) {
      await(watch, () -> watch.errors().contains("waiting for results"));
      broker.closeConnections();
      await(watch, () -> watch.errors().contains("connected again"));
      answer(3);
      await(watch, () -> drawn.toFile().list().length == 3);
      assertThat(watch.stop()).isZero();
      assertThat(watch.errors())
          .contains("connected again; results that came in between are not shown");
    }
  }

  @Test
  void aQueueOfPicturesThatIsDeletedIsMadeAgain() throws Exception {
    answer(0);
    Path drawn = folder.resolve("drawn");
    String[] line = {"watch", "--queue", topology.detectionsQueue(), "--draw", drawn.toString()};
    try (WarrenProcess watch = warren(line)) {
      await(watch, () -> watch.errors().contains("taking the results"));
      broker.eval(DELETE_OWN_QUEUES);
      await(watch, () -> watch.errors().contains("connected again"));
      assertThat(watch.errors()).contains("its queue was deleted; trying again");
      answer(3);
      await(watch, () -> drawn.toFile().list().length == 3);
    }
  }

  @Test
  void aWatchThatEndsWithoutAConnectionSaysSo() throws Exception {
    answer(0);
    try (WarrenProcess watch = warren("watch")) {
      await(watch, () -> watch.errors().contains("waiting for results"));
      broker.stop();
      await(watch, () -> watch.errors().contains("; trying again"));
      assertThat(watch.stop()).isEqualTo(4);
      assertThat(watch.errors()).contains("warren watch: ended without a connection: ");
    } finally {
      broker.restart();
    }
  }

  /** Frames that are sent and answered, by a worker that is gone then. */
  private void answer(int frames) throws Exception {
    try (StandInWorker worker = new StandInWorker(broker, topology, "demo")) {
      if (frames == 0) return;
      String count = Integer.toString(frames);
      try (WarrenProcess gateway =
          warren("gateway", "--model", "demo", "--count", count, "--size", "96x64")) {
        assertThat(gateway.await().exitCode()).as(gateway.errors()).isZero();
      }
      Awaitility.await().until(() -> worker.answered() == frames);
    }
  }

  private static void await(WarrenProcess process, Callable<Boolean> condition) {
    Awaitility.await(process.describe())
        .atMost(Duration.ofSeconds(60))
        .until(() -> condition.call() || !process.isAlive());
    assertThat(process.isAlive()).as(process.describe()).isTrue();
  }

  private WarrenProcess warren(String... args) throws IOException {
    return WarrenProcess.start(
        Map.of("WARREN_AMQP", broker.uri(), "WARREN_PREFIX", topology.prefix()), args);
  }

  private static List<String> ids(Path json) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(json)) {
      ids.add(line.replaceAll(".*\"request_id\":\"([^\"]*)\".*", "$1"));
    }
    return ids;
  }
}
