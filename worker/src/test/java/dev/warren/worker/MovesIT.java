package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.Topology;
import dev.warren.worker.metrics.EngineInfo;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.publish.GivenUp;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that go elsewhere instead of being answered, or besides: on a real broker. */
class MovesIT {
  private final FakeEngine engine = FakeSite.engine("fake", 1);
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> roles = new CopyOnWriteArrayList<>();
  private final WorkerMetrics noted =
      new WorkerMetrics() {
        @Override
        public void frameFailed(String stage, FailReason reason) {
          failures.add(stage + " " + reason.wire());
        }

        @Override
        public void engineServes(EngineInfo engine) {
          roles.add(engine.role());
        }
      };
  @AutoClose private final FakeSite site = new FakeSite();
  private final Topology topology = site.broker.topology();

  private Worker start(int retries, boolean keepMalformed) throws Exception {
    WorkerConfig config =
        site.config(FakeSite.PREFETCH)
            .with(c -> c.givenUp = new GivenUp.Config(retries, keepMalformed));
    return site.start(config, engine, noted);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(3));
  }

  private ReceivedResult answer(String id) {
    patiently().until(() -> site.broker.results().containsKey(id));
    assertThat(site.broker.results().get(id)).hasSize(1);
    return site.broker.results().get(id).get(0);
  }

  private FrameResult.Failed failed(String id) {
    return (FrameResult.Failed) answer(id).result();
  }

  private int deadLetters() throws Exception {
    return (int) site.broker.channel().messageCount(topology.deadLetterQueue());
  }

  private GetResponse deadLetter() throws Exception {
    patiently().until(() -> deadLetters() == 1);
    return site.broker.channel().basicGet(topology.deadLetterQueue(), true);
  }

  private static Map<String, String> texts(AMQP.BasicProperties properties) {
    return properties.getHeaders().entrySet().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
  }

  @Test
  void aFrameThatFailedForNoFaultOfItsOwnIsTriedAgain() throws Exception {
    engine.garbles(1);
    try (Worker worker = start(3, false)) {
      site.publish(1);
      ReceivedResult answer = answer("f0");
      assertThat(answer.result()).isInstanceOf(FrameResult.Detected.class);
      assertThat(answer.headers().attempt()).isEqualTo(2);
      assertThat(failures)
          .as("also where it is tried again")
          .containsExactly("postprocess internal");
      assertThat(answer.routingKey()).isEqualTo("fake.gate");
      assertThat(answer.result().frame().camera()).isEqualTo("gate");
      assertThat(engine.batchSizes()).containsExactly(1, 1);
      assertThat(site.counters.totals().moved()).isEqualTo(1);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(deadLetters()).isZero();
    site.assertAllDetectedOnce();
  }

  @Test
  void aFrameThatKeepsFailingIsAnsweredAndKept() throws Exception {
    engine.garbles(1_000);
    try (Worker worker = start(1, false)) {
      site.publish(1);
      assertThat(failed("f0").reason()).isEqualTo(FailReason.INTERNAL);
      assertThat(failed("f0").retryable()).isTrue();
      assertThat(answer("f0").headers().attempt()).isEqualTo(2);
      assertThat(worker.failure()).isNotDone();
    }
    GetResponse kept = deadLetter();
    assertThat(kept.getProps().getMessageId()).isEqualTo("f0");
    assertThat(kept.getEnvelope().getRoutingKey()).isEqualTo("fake.gate");
    assertThat(kept.getBody()).isEqualTo(Pictures.grey(FakeSite.SIDE, 7));
    assertThat(texts(kept.getProps()))
        .containsEntry("reason", "internal")
        .containsEntry("stage", "postprocess")
        .containsEntry("attempt", "2")
        .containsEntry("origin", topology.framesQueue(FakeSite.MODEL))
        .containsEntry("camera", "gate")
        .containsEntry("detail", failed("f0").detail());
    assertThat(engine.batchSizes()).containsExactly(1, 1);
    assertThat(site.broker.ready()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCanNeverSucceedIsAnsweredAndKeptIfAskedFor(boolean keep) throws Exception {
    byte[] text = "not an image".getBytes("UTF-8");
    try (Worker worker = start(3, keep)) {
      site.broker.publishRaw(new AMQP.BasicProperties.Builder().messageId("bad").build(), text);
      assertThat(failed("bad").reason()).isEqualTo(FailReason.UNSUPPORTED);
      site.broker.publishRaw(new AMQP.BasicProperties(), Pictures.grey(FakeSite.SIDE, 1));
      assertThat(failed("").reason()).isEqualTo(FailReason.MALFORMED);
      assertThat(worker.failure()).isNotDone();
    }
    if (!keep) {
      assertThat(deadLetters()).isZero();
      return;
    }
    assertThat(deadLetters()).isEqualTo(2);
    GetResponse kept = site.broker.channel().basicGet(topology.deadLetterQueue(), true);
    assertThat(kept.getBody()).isEqualTo(text);
    assertThat(texts(kept.getProps()))
        .containsEntry("reason", "unsupported")
        .containsEntry("stage", "intake");
    assertThat(site.counters.totals().moved()).isEqualTo(2);
    assertThat(site.broker.ready()).isZero();
  }

  /** Returned, nacked, and a channel that the broker closes. */
  @ParameterizedTest
  @ValueSource(strings = {"unbound", "full", "gone"})
  void aFrameThatTheBrokerDoesNotTakeElsewhereIsNotLost(String why) throws Exception {
    engine.garbles(1_000);
    Channel channel = site.broker.channel();
    String retry = topology.retryQueue(Topology.RETRY_DELAYS.get(0));
    try (Worker worker = start(3, false)) {
      switch (why) {
        case "unbound" -> channel.queueUnbind(retry, retry, "#");
        case "gone" -> channel.exchangeDelete(retry);
        default -> {
          channel.queueDelete(retry);
          channel.queueDeclare(
              retry, true, false, false, Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
          channel.queueBind(retry, retry, "#");
        }
      }
      site.publish(3);
      for (String id : List.of("f0", "f1", "f2")) {
        assertThat(failed(id).reason()).isEqualTo(FailReason.INTERNAL);
        assertThat(answer(id).headers().attempt()).isEqualTo(2);
      }
      assertThat(site.counters.totals().requeued()).as("once back each").isEqualTo(3);
      assertThat(site.counters.totals().moved()).isZero();
      engine.garbles(0);
      site.publish(1);
      assertThat(answer("f3").result()).isInstanceOf(FrameResult.Detected.class);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  /** A classic queue does not count how often a frame comes. */
  @Test
  void aFrameThatCannotBeTriedAgainDoesNotGoRoundInACircleWhereNobodyCounts() throws Exception {
    engine.garbles(1_000);
    Channel channel = site.broker.channel();
    String retry = topology.retryQueue(Topology.RETRY_DELAYS.get(0));
    channel.queueUnbind(retry, retry, "#");
    String queue = topology.framesQueue(FakeSite.MODEL);
    channel.queueDelete(queue);
    channel.queueDeclare(queue, true, false, false, Map.of());
    channel.queueBind(queue, topology.framesExchange(), FakeSite.MODEL + ".#");
    try (Worker worker = start(3, false)) {
      site.publish(1);
      assertThat(failed("f0").reason()).isEqualTo(FailReason.INTERNAL);
      assertThat(site.counters.totals().requeued()).isEqualTo(1);
      assertThat(worker.failure()).isNotDone();
    }
  }

  /** Published, then taken and lost so often. */
  private void publishRedelivered(int times) throws Exception {
    site.publish(1);
    String queue = topology.framesQueue(FakeSite.MODEL);
    for (int i = 0; i < times; i++) {
      patiently().until(() -> site.broker.ready() == 1);
      GetResponse taken = site.broker.channel().basicGet(queue, false);
      loseAgain(taken);
    }
    patiently().until(() -> site.broker.ready() == 1);
  }

  /** Counts like the end of its holder, which basic.nack does not from RabbitMQ 4.3 on. */
  private void loseAgain(GetResponse taken) throws Exception {
    site.broker.channel().basicReject(taken.getEnvelope().getDeliveryTag(), true);
  }

  private Worker startLane() throws Exception {
    WorkerConfig config =
        site.config(FakeSite.PREFETCH)
            .with(
                c -> {
                  c.name = "lane";
                  c.role = Role.QUARANTINE;
                });
    return site.start(config, FakeSite.engine("lane", 2), noted);
  }

  @Test
  void aFrameThatCameBackTwiceIsTakenByTheQuarantineLane() throws Exception {
    publishRedelivered(2);
    try (Worker lane = startLane();
        Worker worker = start(3, false)) {
      ReceivedResult answer = answer("f0");
      assertThat(answer.headers().worker()).isEqualTo("lane");
      assertThat(answer.result()).isInstanceOf(FrameResult.Detected.class);
      assertThat(engine.batchSizes()).isEmpty();
      assertThat(worker.failure()).isNotDone();
      assertThat(lane.failure()).isNotDone();
      assertThat(roles).as("only one of them is capacity").containsExactly("quarantine", "worker");
    }
    assertThat(site.counters.totals().moved()).isEqualTo(1);
    assertThat(deadLetters()).isZero();
    site.assertAllDetectedOnce();
  }

  @Test
  void aFrameThatCameBackOnceIsNoSuspect() throws Exception {
    publishRedelivered(1);
    try (Worker lane = startLane();
        Worker worker = start(3, false)) {
      assertThat(answer("f0").headers().worker()).isEqualTo("w1");
      assertThat(answer("f0").headers().attempt()).isEqualTo(2);
      assertThat(worker.failure()).isNotDone();
      assertThat(lane.failure()).isNotDone();
    }
  }

  /** The lane is served, and has more than it can take. */
  @Test
  void whereTheLaneIsFullSuspectsAreTakenLikeAnyOtherOnceAndAccountedFor() throws Exception {
    Channel channel = site.broker.channel();
    String queue = topology.quarantineQueue(FakeSite.MODEL);
    channel.queueDelete(queue);
    channel.queueDeclare(
        queue, true, false, false, Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
    channel.queueBind(queue, topology.quarantineExchange(), FakeSite.MODEL + ".#");
    channel.basicConsume(queue, false, new DefaultConsumer(channel));
    int suspects = 5;
    for (int i = 0; i < suspects; i++) site.publish(1);
    loseAll(2, suspects);
    PrometheusMetrics metrics = new PrometheusMetrics("test", "unknown");
    try (Worker worker = site.start(site.config(FakeSite.PREFETCH), engine, metrics.listener())) {
      site.assertAllDetectedOnce();
      assertThat(site.mostAttempts()).isEqualTo(3);
      await()
          .untilAsserted(
              () -> {
                Exposition scrape = Exposition.parse(metrics.scrape(null).body());
                assertThat(scrape.sum("warren_deliveries_total")).isEqualTo(suspects);
                assertThat(scrape.value("warren_settlements_total", "kind", "ack"))
                    .isEqualTo(suspects);
                assertThat(scrape.sum("warren_settlements_total")).isEqualTo(suspects);
                assertThat(scrape.value("warren_inflight_frames")).isZero();
                assertThat(scrape.value("warren_moves_refused_total", "to", "quarantine"))
                    .as("each is tried once")
                    .isEqualTo(suspects);
              });
      assertThat(site.counters.totals().moved()).isZero();
      assertThat(worker.failure()).isNotDone();
    } finally {
      metrics.close();
    }
    assertThat(deadLetters()).isZero();
  }

  /** So often, all of them together. */
  private void loseAll(int times, int frames) throws Exception {
    String queue = topology.framesQueue(FakeSite.MODEL);
    Channel channel = site.broker.channel();
    for (int i = 0; i < times; i++) {
      patiently().until(() -> site.broker.ready() == frames);
      List<GetResponse> taken = new ArrayList<>();
      for (int f = 0; f < frames; f++) taken.add(channel.basicGet(queue, false));
      for (GetResponse frame : taken) loseAgain(frame);
    }
    patiently().until(() -> site.broker.ready() == frames);
  }

  @Test
  void whereNobodyServesTheLaneASuspectIsTakenLikeAnyOther() throws Exception {
    publishRedelivered(3);
    try (Worker worker = start(3, false)) {
      assertThat(answer("f0").result()).isInstanceOf(FrameResult.Detected.class);
      assertThat(answer("f0").headers().worker()).isEqualTo("w1");
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.counters.totals().moved()).isZero();
    assertThat(site.broker.channel().messageCount(topology.quarantineQueue(FakeSite.MODEL)))
        .isZero();
  }
}
