package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import dev.warren.worker.intake.PublisherRights;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The whole worker against a real broker. The engine is a fake that says which pixels it saw: a
 * frame's grey level comes back as its class id.
 */
class WorkerIT {
  private static final String MODEL = "fake";
  private static final int SIDE = 32;
  private static final int MAX_BATCH = 4;

  private final Semaphore permits = new Semaphore(0);
  private final WorkerCounters counters = new WorkerCounters();
  private final FakeEngine engine = new FakeEngine(MODEL, SIDE, MAX_BATCH, 2, permits);
  @AutoClose private final TestTopology broker = new TestTopology(MODEL);

  private Worker start(FakeEngine engine) throws Exception {
    WorkerConfig config = WorkerConfig.of("w1", broker.amqp(), broker.topology(), Path.of("none"));
    PublisherRights rights = FakeSite.anyQueue(broker.topology());
    return Worker.start(config.with(c -> c.publishers = rights), c -> engine, counters);
  }

  private static FrameRequest.Builder frame(String id, int level) {
    return FrameRequest.builder(id, MODEL, "gate", Pictures.grey(SIDE, level));
  }

  private FrameResult only(String id) {
    await().pollDelay(Duration.ZERO).until(() -> broker.results().containsKey(id));
    assertThat(broker.results().get(id)).hasSize(1);
    return broker.results().get(id).get(0).result();
  }

  private FrameResult.Failed failed(String id) {
    return (FrameResult.Failed) only(id);
  }

  private void awaitSettled() {
    await().until(() -> counters.totals().confirmed() == counters.totals().received());
    await().until(() -> counters.totals().held() == 0);
    assertThat(broker.ready()).isZero();
  }

  @Test
  void answersEveryFrameOnceWithItsOwnPixels() throws Exception {
    permits.release(10_000);
    try (Worker worker = start(engine)) {
      for (int i = 0; i < 400; i++) {
        broker.publisher().publish(frame("f" + i, i % 200).seq((long) i).build());
      }
      await().until(() -> broker.results().size() == 400);
      assertThat(worker.model().name()).isEqualTo(MODEL);
    }
    for (int i = 0; i < 400; i++) {
      FrameResult.Detected result = (FrameResult.Detected) only("f" + i);
      assertThat(result.detections().get(0).classId()).as("pixels of f%d", i).isEqualTo(i % 200);
      assertThat(result.frame().seq()).isEqualTo(i);
      assertThat(result.frame().modelVersion()).isEqualTo(engine.spec().version());
    }
    ReceivedResult first = broker.results().get("f0").get(0);
    assertThat(first.routingKey()).isEqualTo("fake.gate");
    assertThat(first.correlationId()).isEqualTo("f0");
    assertThat(first.headers().worker()).isEqualTo("w1");
    assertThat(first.headers().engine()).isEqualTo("fake");
    assertThat(first.headers().attempt()).isEqualTo(1);
    assertThat(first.headers().timings().decodeMs()).isPositive();
    assertThat(broker.ready()).isZero();
    assertThat(counters.totals().confirmed()).isEqualTo(400);
    assertThat(engine.isClosed()).isTrue();
  }

  @Test
  void answersWhatIsNoFrameAndGoesOn() throws Exception {
    permits.release(10_000);
    byte[] image = Pictures.grey(SIDE, 1);
    byte[] cut = Arrays.copyOf(Pictures.grey(256, 1), 60);
    byte[] huge = Arrays.copyOf(image, (4 << 20) + 1);
    try (Worker worker = start(engine)) {
      broker.publishRaw(properties("empty").build(), new byte[0]);
      broker.publishRaw(properties("text").build(), "not an image".getBytes("UTF-8"));
      broker.publishRaw(properties("cut").build(), cut);
      broker.publishRaw(properties("huge").build(), huge);
      broker.publishRaw(properties("lies").contentType("image/jpeg").build(), image);
      broker.publishRaw(properties("pdf").contentType("application/pdf").build(), image);
      broker.publishRaw(properties("v2").type("vision.detect.v2").build(), image);
      broker.publishRaw(headers("soon", Map.of("deadline_ms", "soon")), image);
      broker.publishRaw(new AMQP.BasicProperties(), image);
      broker.publishRaw(headers("odd", Map.of("seq", Map.of("a", List.of(1, "b")))), image);
      broker.publishRaw(headers("loud", Map.of("camera", "x".repeat(70_000))), image);
      broker.publishRaw(headers("trace", Map.of("traceparent", "00-" + "a".repeat(90_000))), image);
      broker.publisher().publish(frame("fine", 9).build());

      assertThat(failed("empty").reason()).isEqualTo(FailReason.MALFORMED);
      assertThat(failed("text").reason()).isEqualTo(FailReason.UNSUPPORTED);
      assertThat(failed("cut").reason()).isEqualTo(FailReason.MALFORMED);
      assertThat(failed("cut").stage()).isEqualTo("decode");
      assertThat(failed("huge").reason()).isEqualTo(FailReason.OVERSIZE);
      assertThat(failed("lies").detail()).contains("content_type", "image/jpeg", "image/png");
      assertThat(failed("pdf").reason()).isEqualTo(FailReason.UNSUPPORTED);
      assertThat(failed("v2").detail()).contains("type", "vision.detect.v2");
      assertThat(failed("soon").detail()).contains("deadline_ms", "soon");
      assertThat(failed("").detail()).contains("message_id");
      assertThat(only("odd")).isInstanceOf(FrameResult.Detected.class);
      only("loud");
      only("trace");
      assertThat(only("fine")).isInstanceOf(FrameResult.Detected.class);
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(counters.totals().received()).isEqualTo(13);
  }

  @Test
  void answersAFrameWhoseHeadersTheClientLibraryCannotRead() throws Exception {
    permits.release(10);
    Object deep = "bottom";
    for (int i = 0; i < 100; i++) deep = i % 2 == 0 ? Map.of("n", deep) : List.of(deep);
    try (Worker worker = start(engine)) {
      broker.publishRaw(headers("deep", Map.of("x", deep)), Pictures.grey(SIDE, 1));
      broker.publisher().publish(frame("fine", 9).build());

      assertThat(failed("deep").reason()).isEqualTo(FailReason.MALFORMED);
      assertThat(failed("deep").detail()).isEqualTo("headers are nested more than 30 deep");
      assertThat(only("fine")).isInstanceOf(FrameResult.Detected.class);
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(counters.totals().received()).isEqualTo(2);
  }

  private static AMQP.BasicProperties.Builder properties(String id) {
    return new AMQP.BasicProperties.Builder().messageId(id);
  }

  private static AMQP.BasicProperties headers(String id, Map<String, Object> headers) {
    return properties(id).headers(headers).build();
  }

  @Test
  void sendsTheResultWhereTheRequesterAsked() throws Exception {
    permits.release(10);
    String queue = broker.channel().queueDeclare().getQueue();
    try (Worker worker = start(engine)) {
      broker.publisher().publish(frame("r", 3).replyTo(queue).correlationId("c7").build());
      await().until(() -> broker.channel().messageCount(queue) == 1);
      AMQP.BasicProperties reply = broker.channel().basicGet(queue, true).getProps();
      assertThat(reply.getCorrelationId()).isEqualTo("c7");
      assertThat(reply.getType()).isEqualTo("vision.detected.v1");
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(broker.results()).isEmpty();
  }

  @Test
  void settlesAFrameWhoseRequesterIsGone() throws Exception {
    permits.release(10);
    try (Worker worker = start(engine)) {
      broker.publisher().publish(frame("r", 3).replyTo("no-such-queue").build());
      await().until(() -> counters.totals().returned() == 1);
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void outlivesAForgedDirectReplyTo() throws Exception {
    permits.release(100);
    try (Worker worker = start(engine)) {
      for (int i = 0; i < 3; i++) {
        String forged = "amq.rabbitmq.reply-to.garbage." + i;
        broker.publishRaw(properties("x" + i).replyTo(forged).build(), Pictures.grey(SIDE, i));
        broker.publisher().publish(frame("f" + i, i).build());
      }
      for (int i = 0; i < 3; i++) only("f" + i);
      awaitSettled();
      // RabbitMQ ends the connection for each; from 4.3 on it drops them in silence.
      assertThat(counters.totals().returned()).isIn(3L, 0L);
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void answersADirectReplyTo() throws Exception {
    permits.release(10);
    CompletableFuture<String> answer = new CompletableFuture<>();
    Channel channel = broker.channel();
    channel.basicConsume(
        "amq.rabbitmq.reply-to",
        true,
        (tag, message) -> answer.complete(message.getProperties().getCorrelationId()),
        tag -> {});
    try (Worker worker = start(engine)) {
      AMQP.BasicProperties request = properties("d").replyTo("amq.rabbitmq.reply-to").build();
      broker.publishRaw(request, Pictures.grey(SIDE, 1));
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("d");
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void outlivesAReplyToThatItMayNotWriteTo() throws Exception {
    permits.release(10);
    RabbitMq rabbit = RabbitMq.shared();
    String own = "^" + broker.topology().prefix() + "\\..*";
    rabbit.addUser("least", "least-privilege", "", own, own);
    AmqpConfig least = broker.amqp().withCredentials("least", "least-privilege");
    WorkerConfig config =
        WorkerConfig.of("w1", least, broker.topology(), Path.of("none"))
            .with(c -> c.publishers = FakeSite.anyQueue(broker.topology()));
    try (Worker worker = Worker.start(config, c -> engine, counters)) {
      broker.publisher().publish(frame("r", 1).replyTo("somewhere").build());
      broker.publisher().publish(frame("f", 2).build());
      only("f");
      awaitSettled();
      assertThat(counters.totals().returned()).isEqualTo(1);
      rabbit.setRights("least", "", ".*", own);
      String queue = broker.channel().queueDeclare().getQueue();
      broker.publisher().publish(frame("again", 3).replyTo(queue).build());
      await().until(() -> broker.channel().messageCount(queue) == 1);
      assertThat(worker.failure()).isNotDone();
    }
    rabbit.setRights("least", "", own, "");
    assertThatThrownBy(() -> Worker.start(config, c -> engine, counters))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(broker.topology().framesQueue(MODEL))
        .hasMessageContaining("read permission");
    rabbit.removeUser("least");
  }

  @Test
  void keepsAFrameUntilItsRefusedReplyIsTaken() throws Exception {
    permits.release(10);
    String full = "full-" + broker.topology().prefix();
    broker
        .channel()
        .queueDeclare(
            full, false, false, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    try (Worker worker = start(engine)) {
      for (int i = 0; i < 3; i++) {
        broker.publisher().publish(frame("r" + i, i).replyTo(full).build());
      }
      // The first frame of a process loads OpenCV, which takes its time on a busy machine.
      await().atMost(Duration.ofMinutes(1)).until(() -> counters.totals().repeated() >= 2);
      assertThat(counters.totals().confirmed()).isEqualTo(1);
      await()
          .until(
              () -> {
                broker.channel().basicGet(full, true);
                return counters.totals().confirmed() == 3;
              });
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(broker.ready()).isZero();
    broker.channel().queueDelete(full);
  }

  @Test
  void skipsAFrameThatIsLate() throws Exception {
    // Before it starts: frames that come as soon as they are published would show a clock that is
    // off.
    long longAgo = System.currentTimeMillis() - 60_000;
    broker.publisher().publish(frame("ttl", 3).capturedAtMs(longAgo).ttlMs(1_000L).build());
    broker.publisher().publish(frame("deadline", 3).deadlineMs(longAgo).build());
    try (Worker worker = start(engine)) {
      for (String id : List.of("ttl", "deadline")) {
        FrameResult.Skipped skipped = (FrameResult.Skipped) only(id);
        assertThat(skipped.reason()).isEqualTo(SkipReason.DEADLINE);
      }
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(engine.batchSizes()).isEmpty();
  }

  /** The first frame of a process loads OpenCV, which takes its time on a busy machine. */
  private void firstIsAnswered() throws Exception {
    broker.publisher().publish(frame("first", 3).build()).get();
    await().atMost(Duration.ofMinutes(1)).until(() -> broker.results().containsKey("first"));
  }

  @Test
  void runsAFrameThatWasSentJustNowByAClockThatIsAnHourBehind() throws Exception {
    permits.release(10);
    try (Worker worker = start(engine)) {
      firstIsAnswered();
      TimeUnit.MILLISECONDS.sleep(1_500); // until whatever waits in a queue would have come
      long skewed = System.currentTimeMillis() - 3_600_000;
      broker
          .publisher()
          .publish(frame("skewed", 3).capturedAtMs(skewed).deadlineMs(skewed + 60_000).build());
      assertThat(only("skewed")).isInstanceOf(FrameResult.Detected.class);
      awaitSettled();
      assertThat(worker.failure()).isNotDone();
    }
  }

  /**
   * Each is settled at once: that few are held here does not mean that the broker had more room.
   */
  @Test
  void skipsTheLateFramesOfALongBacklog() throws Exception {
    int frames = 3_000;
    long captured = System.currentTimeMillis() - 60_000;
    for (int i = 0; i < frames; i++) {
      broker
          .publisher()
          .publish(frame("late" + i, 3).capturedAtMs(captured).ttlMs(10_000L).build());
    }
    assertThat(broker.publisher().flush(Duration.ofMinutes(1))).isTrue();
    permits.release(frames);
    try (Worker worker = start(engine)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> broker.results().size() == frames);
      assertThat(counters.totals().skipped()).isEqualTo(frames);
      assertThat(worker.failure()).isNotDone();
    }
  }

  /** The first of them comes more than half a second after it was asked for. */
  @Test
  void skipsTheLateFramesOfABacklogAlsoWhereTheBrokerIsFarAway() throws Exception {
    int frames = 5;
    long captured = System.currentTimeMillis() - 60_000;
    for (int i = 0; i < frames; i++) {
      broker
          .publisher()
          .publish(frame("late" + i, 3).capturedAtMs(captured).ttlMs(10_000L).build())
          .get();
    }
    permits.release(frames);
    try (FaultProxy way = FaultProxy.start(broker.amqp()).latency(150, " consume");
        Worker worker =
            Worker.start(
                WorkerConfig.of("w1", way.on(broker.amqp()), broker.topology(), Path.of("none")),
                c -> engine,
                counters)) {
      for (int i = 0; i < frames; i++) {
        assertThat(only("late" + i)).isInstanceOf(FrameResult.Skipped.class);
      }
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void takesNoMoreFramesWhenAskedToBeQuiet() throws Exception {
    permits.release(10);
    try (Worker worker = start(engine)) {
      firstIsAnswered();
      worker.quiet();
      assertThat(worker.readiness().reasons()).contains("quiet: asked to take no more frames");
      broker.publisher().publish(frame("second", 3).build()).get();
      await().during(Duration.ofMillis(500)).until(() -> broker.ready() == 1);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(broker.ready()).isEqualTo(1);
  }

  @Test
  void holdsNoMoreFramesThanThePrefetch() throws Exception {
    // 2 batches of 4 for each of 2 lanes, one frame per decoder, and 50 ms of 200 images/s.
    int decoders = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    int busy = 2 * 2 * MAX_BATCH + decoders;
    engine.paced(40);
    try (Worker worker = start(engine)) {
      for (int i = 0; i < 60; i++) {
        broker.publisher().publish(frame("f" + i, 1).build()).get();
      }
      await().until(() -> counters.totals().received() > busy);
      await()
          .during(Duration.ofMillis(300))
          .until(
              () -> counters.totals().received() <= busy + 10 && broker.ready() >= 60 - busy - 10);
      permits.release(10_000);
      await().until(() -> broker.results().size() == 60);
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void finishesWhatItHoldsBeforeItStopsAndLeavesTheRest() throws Exception {
    for (int i = 0; i < 100; i++) {
      broker.publisher().publish(frame("f" + i, i).build()).get();
    }
    Worker first = start(engine);
    await().until(() -> counters.totals().received() > 8);
    CompletableFuture<Void> stop = CompletableFuture.runAsync(first::close);
    permits.release(10_000);
    stop.join();
    long held = counters.totals().received();
    assertThat(held).isLessThan(100);
    await().until(() -> broker.results().size() == held);
    assertThat(counters.totals().confirmed()).isEqualTo(held);
    await().until(() -> broker.ready() == 100 - held); // acks take effect a moment later

    FakeEngine other = new FakeEngine(MODEL, SIDE, MAX_BATCH, 2);
    try (Worker second = start(other)) {
      await().until(() -> broker.results().size() == 100);
      assertThat(second.failure()).isNotDone();
    }
    assertThat(broker.results().values()).allSatisfy(r -> assertThat(r).hasSize(1));
    assertThat(broker.results().values())
        .allSatisfy(r -> assertThat(r.get(0).headers().attempt()).isEqualTo(1));
  }

  @Test
  void namesTheMissingQueueAtTheStart() {
    WorkerConfig config =
        WorkerConfig.of("w1", broker.amqp(), new Topology("nowhere"), Path.of("none"));
    assertThatThrownBy(() -> Worker.start(config, c -> engine, counters))
        .isInstanceOf(MissingTopologyException.class)
        .hasMessageContaining("nowhere.frames")
        .hasMessageContaining("--declare");
    assertThat(engine.isClosed()).isTrue();
  }
}
