package dev.warren.protocol;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a publisher does when the broker stands still, raises an alarm, or dies. */
@Timeout(120)
class FramePublisherFaultIT {
  private static final String MODEL = "yolo11n";
  private static final Topology TOPOLOGY = Topology.DEFAULT;
  private static final int ROOM = 16;

  @AutoClose private static RabbitMq rabbit;

  @BeforeAll
  static void start() throws Exception {
    rabbit = RabbitMq.start();
    try (Connection c = rabbit.connect()) {
      TOPOLOGY.declare(c.createChannel(), MODEL);
    }
    rabbit.syncMetadata();
  }

  @Test
  void pushesBackAtTheLimit() throws Exception {
    try (FramePublisher publisher = open(Duration.ofSeconds(30))) {
      List<CompletableFuture<Void>> frames = new ArrayList<>();
      rabbit.pause();
      try {
        for (int i = 0; i < ROOM; i++)
          frames.add(publisher.tryPublish(Samples.frame("f" + i)).orElseThrow());
        assertThat(publisher.outstanding()).isEqualTo(ROOM);
        assertThat(publisher.tryPublish(Samples.frame("x"))).isEmpty();
        CompletableFuture<CompletableFuture<Void>> blocking =
            CompletableFuture.supplyAsync(() -> publish(publisher, "y"));
        assertThatThrownBy(() -> blocking.get(300, MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        rabbit.resume();
        blocking.get(10, SECONDS).get(10, SECONDS);
      } finally {
        rabbit.resume();
      }
      assertThat(publisher.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(frames).allSatisfy(frame -> assertThat(frame).isCompleted());
    }
  }

  @Test
  void aMissingConfirmTimesOut() throws Exception {
    try (FramePublisher publisher = open(Duration.ofMillis(200))) {
      rabbit.pause();
      try {
        assertThatThrownBy(() -> publisher.publish(Samples.frame("f")).get(5, SECONDS))
            .cause()
            .isInstanceOf(ConfirmTimeoutException.class)
            .hasMessage("frame f was not confirmed within 200 ms");
        assertThat(publisher.outstanding()).isZero();
      } finally {
        rabbit.resume();
      }
      await().untilAsserted(() -> publisher.publish(Samples.frame("g")).get(5, SECONDS));
    }
  }

  /** The process of a channel stands still, for one that RabbitMQ 3.10 owes confirms for ever. */
  @Test
  void aChannelThatOwesConfirmsIsReplacedAndTheyMayStillCome() throws Exception {
    PublisherConfig config = new PublisherConfig(TOPOLOGY, 1000, Duration.ofSeconds(5));
    List<CompletableFuture<Void>> frames = new ArrayList<>();
    AtomicLong confirmed = new AtomicLong();
    try (Connection c = rabbit.connect();
        FramePublisher publisher = FramePublisher.open(rabbit.amqp(), config)) {
      Channel channel = c.createChannel();
      channel.queuePurge(TOPOLOGY.framesQueue(MODEL));
      rabbit.eval("[sys:suspend(C) || C <- rabbit_channel:list()].");
      for (int i = 0; confirmed.get() == 0; i++) {
        CompletableFuture<Void> frame = publisher.publish(Samples.frame("owed-" + i));
        frame.thenRun(confirmed::incrementAndGet);
        frames.add(frame);
        Thread.sleep(20);
      }
      assertThat(frames.get(0)).isCompletedExceptionally();
      assertThat(publisher.outstanding()).isBetween(1, frames.size() - 2);
      rabbit.eval("[sys:resume(C) || C <- rabbit_channel:list()].");
      assertThat(publisher.flush(Duration.ofSeconds(10))).isTrue();
    }
    List<CompletableFuture<Void>> onTime =
        frames.stream().dropWhile(CompletableFuture::isCompletedExceptionally).toList();
    assertThat(onTime).hasSizeGreaterThan(1).allSatisfy(f -> assertThat(f).isCompleted());
    assertThat(storedIds()).hasSize(frames.size()).doesNotHaveDuplicates();
  }

  /** As at a node that is cut off from the others. */
  @Test
  void aNodeThatConfirmsNothingIsLostWhereThereAreOthers() throws Exception {
    AmqpConfig one = rabbit.amqp();
    PublisherConfig config = new PublisherConfig(TOPOLOGY, 1000, Duration.ofSeconds(2));
    String queue = "'%2F_" + TOPOLOGY.framesQueue(MODEL) + "'";
    try (FaultProxy proxy = FaultProxy.start(one);
        FramePublisher publisher =
            FramePublisher.open(
                AmqpConfig.parse("amqp://%s,%s".formatted(one.address(), proxy.on(one).address()))
                    .withCredentials(one.username(), one.password()),
                config)) {
      publisher.publish(Samples.frame("before")).get(30, SECONDS);
      rabbit.eval("sys:suspend(" + queue + ").");
      for (int i = 0; i < 1_000 && !publisher.closed().isDone(); i++) {
        publisher.publish(Samples.frame("owed-" + i));
        Thread.sleep(20);
      }
      assertThatThrownBy(() -> publisher.closed().get(1, SECONDS))
          .cause()
          .isInstanceOf(BrokerException.class)
          .hasMessage("no frame was confirmed for 2.0 s");
    } finally {
      rabbit.eval("sys:resume(" + queue + ").");
    }
  }

  @Test
  void closingIsBoundedWhileAWriterHangsInTheSocket() throws Exception {
    FramePublisher publisher = open(Duration.ofSeconds(30));
    rabbit.pause();
    try {
      List<CompletableFuture<Void>> frames = fillSockets(publisher);
      long start = System.nanoTime();
      publisher.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
      for (CompletableFuture<Void> frame : frames) {
        assertThatThrownBy(() -> frame.get(1, SECONDS))
            .cause()
            .isInstanceOf(ConnectionLostException.class);
      }
      await().until(() -> !writerHangs());
    } finally {
      rabbit.resume();
    }
  }

  @Test
  void aBrokerThatFallsSilentIsLostAlthoughAWriterHangsInTheSocket() throws Exception {
    try (FramePublisher publisher =
        FramePublisher.open(
            rabbit.amqp().withHeartbeat(Duration.ofSeconds(1)), PublisherConfig.of(TOPOLOGY))) {
      rabbit.pause();
      fillSockets(publisher);
      assertThatThrownBy(() -> publisher.closed().get(30, SECONDS))
          .cause()
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("fell silent");
      await().until(() -> !writerHangs());
      assertThat(publisher.outstanding()).isZero();
    } finally {
      rabbit.resume();
    }
  }

  @Test
  void aFrameThatHasTimedOutIsHeldNoLonger() throws Exception {
    FramePublisher publisher = open(Duration.ofSeconds(1));
    rabbit.pause();
    try {
      fillSockets(publisher);
      FrameRequest waiting = Samples.frame("waiting");
      WeakReference<FrameRequest> held = new WeakReference<>(waiting);
      CompletableFuture<Void> late = publisher.publish(waiting);
      waiting = null;
      await().until(late::isCompletedExceptionally);
      await()
          .until(
              () -> {
                System.gc();
                return held.get() == null;
              });
      assertThat(writerHangs()).isTrue();
    } finally {
      rabbit.resume();
      publisher.close();
    }
  }

  @Test
  void anAlarmIsVisibleAndPasses() throws Exception {
    try (FramePublisher publisher = open(Duration.ofMillis(500))) {
      rabbit.raiseAlarm();
      AtomicReference<CompletableFuture<Void>> held = new AtomicReference<>();
      try {
        // What is published before the alarm has come to this connection is still confirmed.
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> {
                  publisher.tryPublish(Samples.frame("held")).ifPresent(held::set);
                  return publisher.blocked();
                });
        assertThat(publisher.tryPublish(Samples.frame("late"))).isEmpty();
        assertThatThrownBy(() -> held.get().get(1500, MILLISECONDS))
            .as("time under alarm does not count")
            .isInstanceOf(TimeoutException.class);
      } finally {
        rabbit.endAlarm();
      }
      held.get().get(10, SECONDS);
      await().until(() -> !publisher.blocked());
      publisher.publish(Samples.frame("third")).get(10, SECONDS);
    }
  }

  @Test
  void aDyingBrokerLosesNoConfirmedFrame() throws Exception {
    Map<String, CompletableFuture<Void>> frames = new LinkedHashMap<>();
    try (FramePublisher publisher = open(Duration.ofSeconds(30))) {
      AtomicLong confirmed = new AtomicLong();
      CompletableFuture<Void> killer =
          CompletableFuture.runAsync(
              () -> {
                await().until(() -> confirmed.get() > 500);
                rabbit.kill();
              });
      for (int i = 0; i < 1_000 && !publisher.closed().isDone(); i++) {
        CompletableFuture<Void> frame = publisher.publish(Samples.frame("ledger-" + i));
        frame.thenRun(confirmed::incrementAndGet);
        frames.put("ledger-" + i, frame);
      }
      killer.get(30, SECONDS);
      assertThat(publisher.flush(Duration.ofSeconds(5))).isTrue();
      assertThat(publisher.outstanding()).isZero();
      assertThatThrownBy(() -> publisher.closed().get(1, SECONDS))
          .cause()
          .isInstanceOf(BrokerException.class);
      assertThatThrownBy(() -> publisher.publish(Samples.frame("late")).get(5, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ConnectionLostException.class);
    } finally {
      rabbit.restart();
    }
    assertThat(frames.values()).allSatisfy(frame -> assertThat(frame).isDone());
    List<String> confirmedIds =
        frames.entrySet().stream()
            .filter(e -> !e.getValue().isCompletedExceptionally())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(confirmedIds).hasSizeGreaterThan(500);
    assertThat(storedIds()).containsAll(confirmedIds);
  }

  private static List<String> storedIds() throws Exception {
    List<String> ids = new ArrayList<>();
    try (Connection c = rabbit.connect()) {
      Channel channel = c.createChannel();
      // After a restart a quorum queue recovers for a while before it hands out anything.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> channel.messageCount(TOPOLOGY.framesQueue(MODEL)) > 0);
      GetResponse got;
      while ((got = channel.basicGet(TOPOLOGY.framesQueue(MODEL), true)) != null)
        ids.add(got.getProps().getMessageId());
    }
    return ids;
  }

  /** With more than they hold. */
  private static List<CompletableFuture<Void>> fillSockets(FramePublisher publisher) {
    List<CompletableFuture<Void>> frames = new ArrayList<>();
    for (int i = 0; i < ROOM; i++) {
      FrameRequest large = FrameRequest.builder("f" + i, MODEL, "c", Samples.jpeg(1 << 20)).build();
      frames.add(publisher.tryPublish(large).orElseThrow());
    }
    await().until(() -> writerHangs());
    return frames;
  }

  private static boolean writerHangs() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(e -> e.getKey().getName().equals("frame-writer"))
        .anyMatch(
            e ->
                e.getValue().length > 0
                    && e.getValue()[0].isNativeMethod()
                    && e.getValue()[0].getMethodName().matches("poll|socketWrite0|write0"));
  }

  private static CompletableFuture<Void> publish(FramePublisher publisher, String id) {
    try {
      return publisher.publish(Samples.frame(id));
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static FramePublisher open(Duration confirmTimeout) {
    return FramePublisher.open(rabbit.amqp(), new PublisherConfig(TOPOLOGY, ROOM, confirmTimeout));
  }
}
