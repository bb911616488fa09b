package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.testing.proxy.FaultProxy;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A frame that comes to a worker again after its result was confirmed, as it does when the ack is
 * lost. Here the gateway has sent it twice, and the one that comes again was somebody else's
 * meanwhile.
 */
class LedgerIT {
  private final FakeEngine engine = FakeSite.engine("fake", 1);
  @AutoClose private final FakeSite site = new FakeSite();

  private void publish(String id, int level) throws Exception {
    byte[] picture = Pictures.grey(FakeSite.SIDE, level);
    site.broker
        .publisher()
        .publish(FrameRequest.builder(id, FakeSite.MODEL, "gate", picture).build())
        .get();
  }

  /** Takes the only frame from the queue, to give it back later. */
  private GetResponse take() throws Exception {
    String queue = site.broker.topology().framesQueue(FakeSite.MODEL);
    GetResponse taken = site.broker.channel().basicGet(queue, false);
    assertThat(taken).isNotNull();
    return taken;
  }

  private void giveBack(GetResponse taken) throws Exception {
    site.broker.channel().basicNack(taken.getEnvelope().getDeliveryTag(), false, true);
  }

  private List<ReceivedResult> answers(String id, int count) {
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> site.broker.results().getOrDefault(id, List.of()).size() == count);
    return site.broker.results().get(id);
  }

  /** The first frame; the broker has its answer. */
  private void publishAnswered(int level) throws Exception {
    publish("f", level);
    answers("f", 1);
    await().until(() -> site.counters.totals().confirmed() == 1);
  }

  private Worker start(int ledger) throws Exception {
    WorkerConfig config =
        site.config(FakeSite.PREFETCH).with(c -> c.publish = c.publish.withLedger(ledger));
    return site.start(config, engine);
  }

  private static int level(ReceivedResult answer) {
    return ((FrameResult.Detected) answer.result()).detections().get(0).classId();
  }

  @Test
  void isAnsweredWithTheSameBytesAndWithoutTheEngine() throws Exception {
    publish("f", 7);
    GetResponse taken = take();
    try (Worker worker = start(10)) {
      publishAnswered(7);
      giveBack(taken);
      List<ReceivedResult> answers = answers("f", 2);
      assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
      assertThat(answers.get(1).result()).isEqualTo(answers.get(0).result());
      assertThat(answers.get(1).headers().attempt()).isEqualTo(2);
      assertThat(answers.get(1).headers().batchSize()).isNull();
      assertThat(engine.batchSizes()).containsExactly(1);
      assertThat(site.counters.totals().replayed()).isEqualTo(1);
      await().until(() -> site.counters.totals().confirmed() == 2);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  /** The ack is swallowed, the confirm is not. */
  @Test
  void isAnsweredSoAfterItsAckWasLostWithTheConnection() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(site.broker.amqp())) {
      AmqpConfig there = proxy.on(site.broker.amqp());
      Semaphore permits = new Semaphore(0);
      FakeEngine held = new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, 4, 1, permits);
      try (Worker worker =
          site.start(site.config(FakeSite.PREFETCH).with(c -> c.amqp = there), held)) {
        publish("f", 7);
        await().atMost(Duration.ofMinutes(3)).until(() -> site.counters.totals().received() == 1);
        proxy.toServer().blackHole(" consume");
        permits.release(100);
        answers("f", 1);
        await().atMost(Duration.ofMinutes(3)).until(() -> site.counters.totals().confirmed() == 1);
        proxy.reset();
        proxy.clear();
        List<ReceivedResult> answers = answers("f", 2);
        assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
        assertThat(answers.get(1).headers().attempt()).isEqualTo(2);
        assertThat(held.batchSizes()).containsExactly(1);
        assertThat(site.counters.totals().replayed()).isEqualTo(1);
        assertThat(worker.failure()).isNotDone();
      }
    }
    assertThat(site.broker.ready()).isZero();
  }

  /** The broker says nothing of it: to it these are two messages. */
  @Test
  void isAnsweredSoToWhenItWasSentTwice() throws Exception {
    try (Worker worker = start(10)) {
      publishAnswered(7);
      publish("f", 7);
      List<ReceivedResult> answers = answers("f", 2);
      assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
      assertThat(answers.get(1).headers().attempt()).isEqualTo(1);
      assertThat(engine.batchSizes()).containsExactly(1);
      assertThat(site.counters.totals().replayed()).isEqualTo(1);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  @Test
  void waitsForTheAnswerWhileTheFirstIsUnderWay() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeEngine held = new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, 4, 1, permits);
    try (Worker worker = site.start(held)) {
      for (int i = 0; i < 5; i++) publish("f", 7);
      await().atMost(Duration.ofMinutes(3)).until(() -> site.counters.totals().received() == 5);
      permits.release(100);
      List<ReceivedResult> answers = answers("f", 5);
      assertThat(answers).extracting(ReceivedResult::body).containsOnly(answers.get(0).body());
      assertThat(held.batchSizes()).containsExactly(1);
      assertThat(site.counters.totals().replayed()).isEqualTo(4);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  /** Whoever takes it out of the dead letters has mended something. */
  @Test
  void isTriedAgainIfItHasFailedAndIsSentAgain() throws Exception {
    try (Worker worker = start(10)) {
      publishAnswered(FakeEngine.POISON & 0xFF);
      publish("f", FakeEngine.POISON & 0xFF);
      assertThat(answers("f", 2)).allMatch(a -> a.result() instanceof FrameResult.Failed);
      assertThat(site.counters.totals().replayed()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void isRunAgainIfItIsAnotherPicture() throws Exception {
    publish("f", 8);
    GetResponse taken = take();
    try (Worker worker = start(10)) {
      publishAnswered(7);
      giveBack(taken);
      assertThat(answers("f", 2)).extracting(LedgerIT::level).containsExactly(7, 8);
      assertThat(site.counters.totals().replayed()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void isRunAgainWithoutALedgerAndGetsTheSameBytesAllTheSame() throws Exception {
    publish("f", 7);
    GetResponse taken = take();
    try (Worker worker = start(0)) {
      publishAnswered(7);
      giveBack(taken);
      List<ReceivedResult> answers = answers("f", 2);
      assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
      assertThat(engine.batchSizes()).containsExactly(1, 1);
      assertThat(worker.failure()).isNotDone();
    }
  }
}
