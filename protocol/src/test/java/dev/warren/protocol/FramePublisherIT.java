package dev.warren.protocol;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.testing.RabbitMq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FramePublisherIT {
  private static final String MODEL = "yolo11n";

  /** The broker's processes for channels. */
  private static final String CHANNELS = "rabbit_channel:list().";

  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();
  private Connection connection;
  private Channel channel;
  private FramePublisher publisher;

  @BeforeEach
  void open() throws Exception {
    connection = rabbit.connect();
    channel = connection.createChannel();
    topology.declare(channel, MODEL);
    publisher = FramePublisher.open(rabbit.amqp(), PublisherConfig.of(topology));
  }

  @AfterEach
  void close() throws Exception {
    publisher.close();
    connection.close();
  }

  @Test
  void aConfirmedFrameIsOnTheQueueAsItWasPublished() throws Exception {
    FrameRequest frame =
        FrameRequest.builder("f-1", MODEL, "site.gate-3", Samples.jpeg(5000))
            .seq(7L)
            .capturedAtMs(1763690400123L)
            .deadlineMs(1763690401000L)
            .ttlMs(500L)
            .freshness(Freshness.LATEST)
            .priorityClass(PriorityClass.HIGH)
            .traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .replyTo("answers")
            .correlationId("call")
            .appId("test")
            .build();
    publisher.publish(frame).get(10, SECONDS);
    GetResponse got = channel.basicGet(topology.framesQueue(MODEL), true);
    FrameRequest read =
        FrameCodec.read(
            got.getEnvelope().getRoutingKey(), got.getProps(), got.getBody(), FrameLimits.DEFAULT);
    assertThat(read).usingRecursiveComparison().isEqualTo(frame);
  }

  @Test
  void aFrameForNobodyIsUnroutable() throws Exception {
    FrameRequest frame = FrameRequest.builder("f-1", "unknown", "c", Samples.jpeg(9)).build();
    assertThatThrownBy(() -> publisher.publish(frame).get(10, SECONDS))
        .cause()
        .isInstanceOf(UnroutableException.class)
        .hasMessageContaining(topology.framesExchange())
        .hasMessageContaining("unknown.c");
    publisher.publish(Samples.frame("f-2")).get(10, SECONDS); // and the publisher goes on
  }

  @Test
  void aFullQueueRefusesByNack() throws Exception {
    Map<String, Object> full = Map.of("x-max-length", 1, "x-overflow", "reject-publish");
    channel.queueDeclare(topology.framesQueue("full"), true, false, false, full);
    channel.queueBind(topology.framesQueue("full"), topology.framesExchange(), "full.#");
    List<CompletableFuture<Void>> frames = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      frames.add(
          publisher.publish(FrameRequest.builder("f" + i, "full", "c", Samples.jpeg(9)).build()));
    }
    assertThat(publisher.flush(Duration.ofSeconds(10))).isTrue();
    assertThat(frames.get(0)).isCompleted();
    assertThat(frames.get(19)).isCompletedExceptionally();
    assertThatThrownBy(() -> frames.get(19).get()).cause().isInstanceOf(NackedException.class);
  }

  /** What refuses may be the channel itself; the books must not notice that there is another. */
  @Test
  void aChannelThatRefusesIsReplaced() throws Exception {
    Map<String, Object> full = Map.of("x-max-length", 1, "x-overflow", "reject-publish");
    channel.queueDeclare(topology.framesQueue("full"), true, false, false, full);
    channel.queueBind(topology.framesQueue("full"), topology.framesExchange(), "full.#");
    String channels = rabbit.eval(CHANNELS);
    List<CompletableFuture<Void>> frames = new ArrayList<>();
    long end = System.nanoTime() + SECONDS.toNanos(1);
    while (System.nanoTime() - end < 0) {
      frames.add(
          publisher.publish(FrameRequest.builder("f", "full", "c", Samples.jpeg(9)).build()));
      if (frames.size() % 50 == 0) Thread.sleep(5);
    }
    assertThat(publisher.flush(Duration.ofSeconds(10))).isTrue();
    assertThat(rabbit.eval(CHANNELS)).isNotEqualTo(channels);
    assertThat(frames.stream().filter(frame -> !frame.isCompletedExceptionally())).hasSize(1);
    assertThat(channel.queuePurge(topology.framesQueue("full")).getMessageCount()).isOne();
    publisher
        .publish(FrameRequest.builder("f", "full", "c", Samples.jpeg(9)).build())
        .get(10, SECONDS);
    publisher.publish(Samples.frame("other")).get(10, SECONDS);
  }

  @Test
  void tenThousandFramesOfManyThreadsAreConfirmedExactlyOnce() throws Exception {
    int threads = 8;
    int framesEach = 1250;
    AtomicInteger confirmed = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String camera = "camera-" + t;
        work.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < framesEach; i++) {
                    FrameRequest frame =
                        FrameRequest.builder(camera + "/" + i, MODEL, camera, Samples.jpeg(300))
                            .build();
                    publisher
                        .publish(frame)
                        .whenComplete(
                            (done, e) -> {
                              if (e == null) confirmed.incrementAndGet();
                              else failures.add(e);
                            });
                  }
                  return null;
                }));
      }
      for (Future<?> w : work) w.get(120, SECONDS);
    } finally {
      pool.shutdownNow();
    }
    assertThat(publisher.flush(Duration.ofSeconds(60))).isTrue();
    assertThat(failures).isEmpty();
    assertThat(confirmed).hasValue(threads * framesEach);
    assertThat(drain(threads * framesEach)).hasSize(threads * framesEach);
  }

  @Test
  void closingWaitsForConfirmsAndThenRefuses() throws Exception {
    List<CompletableFuture<Void>> frames = new ArrayList<>();
    for (int i = 0; i < 200; i++) frames.add(publisher.publish(Samples.frame("f" + i)));
    publisher.close();
    publisher.close();
    assertThat(frames).allSatisfy(frame -> assertThat(frame).isCompleted());
    assertThat(publisher.closed()).isCompleted();
    assertThatThrownBy(() -> publisher.publish(Samples.frame("late")).get(5, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("the publisher was closed");
  }

  @Test
  void whatIsRefusedForTheCloseWasNotPublished() throws Exception {
    Map<String, CompletableFuture<Void>> frames = new ConcurrentHashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String camera = "c" + t;
        work.add(
            pool.submit(
                () -> {
                  for (int i = 0; !publisher.closed().isDone(); i++) {
                    String id = camera + "/" + i;
                    frames.put(id, publisher.publish(Samples.frame(id)));
                  }
                  return null;
                }));
      }
      await().until(() -> frames.size() > 1000);
      publisher.close();
      for (Future<?> w : work) w.get(10, SECONDS);
    } finally {
      pool.shutdownNow();
    }
    List<String> confirmed =
        frames.entrySet().stream()
            .filter(frame -> !frame.getValue().isCompletedExceptionally())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(drain(confirmed.size())).containsExactlyInAnyOrderElementsOf(confirmed);
    assertThat(channel.messageCount(topology.framesQueue(MODEL))).isZero();
  }

  @Test
  void framesThatCannotBeWrittenAreRefusedBeforeTheyHarmOthers() throws Exception {
    byte[] image = Samples.jpeg(FramePublisher.MAX_BODY_BYTES + 1);
    assertThatThrownBy(
            () -> publisher.publish(FrameRequest.builder("f", MODEL, "c", image).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image of frame f > 16777216 bytes: 16777217");
    assertThatThrownBy(() -> frame().contentType("x".repeat(256)).build())
        .hasMessage("contentType > 255 bytes: 256");
    String beyondAFrame = "x".repeat(200_000);
    publisher
        .publish(frame().traceparent(beyondAFrame).tracestate(beyondAFrame).build())
        .get(10, SECONDS);
  }

  @Test
  void aDeletedExchangeEndsThePublisherAndSaysSo() throws Exception {
    channel.exchangeDelete(topology.framesExchange());
    assertThatThrownBy(() -> publisher.publish(Samples.frame("f")).get(10, SECONDS))
        .cause()
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("no exchange '" + topology.framesExchange() + "'");
    assertThatThrownBy(() -> publisher.closed().get(10, SECONDS))
        .cause()
        .isInstanceOf(BrokerException.class);
  }

  @Test
  void aMissingExchangeIsNamedOnOpening() {
    Topology elsewhere = rabbit.topology();
    assertThatThrownBy(() -> FramePublisher.open(rabbit.amqp(), PublisherConfig.of(elsewhere)))
        .isInstanceOf(MissingTopologyException.class)
        .hasMessageStartingWith(
            "exchange " + elsewhere.framesExchange() + " is missing on the broker: ");
  }

  private static FrameRequest.Builder frame() {
    return FrameRequest.builder("f", MODEL, "c", Samples.jpeg(9));
  }

  private Set<String> drain(int expected) throws Exception {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    AtomicInteger duplicates = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(expected);
    channel.basicConsume(
        topology.framesQueue(MODEL),
        true,
        (tag, delivery) -> {
          AMQP.BasicProperties p = delivery.getProperties();
          if (!ids.add(p.getMessageId())) duplicates.incrementAndGet();
          all.countDown();
        },
        tag -> {});
    assertThat(all.await(60, SECONDS)).as("all frames arrived").isTrue();
    assertThat(duplicates).hasValue(0);
    return ids;
  }
}
