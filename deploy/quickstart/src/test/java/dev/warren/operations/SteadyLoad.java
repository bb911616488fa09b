package dev.warren.operations;

import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.Pictures;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** So many frames each second, of a few cameras; every one is confirmed or known to have failed. */
final class SteadyLoad implements AutoCloseable {
  private static final int PERIODS_PER_SECOND = 10;
  private static final int CAMERAS = 8;
  private static final byte[] PICTURE = Pictures.encode(Pictures.quarters(64, 64), "jpg");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final FramePublisher publisher;
  private final String model;
  private volatile int perSecond;
  private long seq;

  private SteadyLoad(FramePublisher publisher, String model, int perSecond) {
    this.publisher = publisher;
    this.model = model;
    this.perSecond = perSecond;
  }

  /**
   * @param perSecond a multiple of ten
   */
  static SteadyLoad start(RabbitMq broker, String model, int perSecond) {
    SteadyLoad load =
        new SteadyLoad(
            FramePublisher.open(broker.amqp(), PublisherConfig.of(Topology.DEFAULT)),
            model,
            perSecond);
    load.timer.scheduleAtFixedRate(
        load::publishSome, 0, 1000 / PERIODS_PER_SECOND, TimeUnit.MILLISECONDS);
    return load;
  }

  /** From now on so many. */
  void change(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Ids of the frames that the broker has confirmed so far. */
  Set<String> confirmed() {
    return new TreeSet<>(confirmed);
  }

  /** How many frames the broker has confirmed so far. */
  int count() {
    return confirmed.size();
  }

  /** Ids of the frames of which the broker did not say that it has them. */
  Set<String> failed() {
    return new TreeSet<>(failed);
  }

  /** No more frames; waits for the confirms of those that were published. */
  void end() throws InterruptedException {
    timer.shutdown();
    if (!timer.awaitTermination(1, TimeUnit.MINUTES) || !publisher.flush(Duration.ofMinutes(1))) {
      throw new AssertionError("the publisher does not come to an end");
    }
  }

  private void publishSome() {
    try {
      for (int i = 0; i < perSecond / PERIODS_PER_SECOND; i++) publish("scale/" + ++seq);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(String id) throws InterruptedException {
    FrameRequest frame =
        FrameRequest.builder(id, model, "camera-" + seq % CAMERAS, PICTURE)
            .seq(seq)
            .capturedAtMs(System.currentTimeMillis())
            .build();
    publisher
        .publish(frame)
        .whenComplete((done, problem) -> (problem == null ? confirmed : failed).add(id));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    publisher.close();
  }
}
