package dev.warren.operations;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A few frames each moment, of which some are damaged, some come too late, some are overtaken by
 * newer ones, and of some nobody fetches the result.
 */
final class MixedLoad implements AutoCloseable {
  private static final int PERIOD_MILLIS = 250;
  private static final int LIFETIME_MILLIS = 60_000;
  private static final byte[] PICTURE = Pictures.encode(Pictures.quarters(320, 240), "jpg");

  /** A queue that frames may name for their results, and that is not there. */
  private static final String GONE = Topology.DEFAULT.ownQueue();

  private static final byte[] DAMAGED = {1, 2, 3, 4};

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final FramePublisher publisher;
  private long seq;

  private MixedLoad(FramePublisher publisher) {
    this.publisher = publisher;
  }

  static MixedLoad start(RabbitMq broker) {
    MixedLoad load =
        new MixedLoad(FramePublisher.open(broker.amqp(), PublisherConfig.of(Topology.DEFAULT)));
    load.timer.scheduleAtFixedRate(load::publishSome, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return load;
  }

  /** A frame that expires in the queue: start no worker before. */
  static void letOneExpire(RabbitMq broker) throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.basicPublish(
          Topology.DEFAULT.framesExchange(),
          Topology.routingKey(DemoModel.NAME, "expired"),
          new BasicProperties.Builder().messageId("expired").expiration("1").build(),
          PICTURE);
      channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(30));
    }
  }

  private void publishSome() {
    try {
      long now = System.currentTimeMillis();
      List<FrameRequest.Builder> frames =
          List.of(
              frame("plain", PICTURE),
              frame("in-time", PICTURE).deadlineMs(now + LIFETIME_MILLIS),
              frame("damaged", DAMAGED).contentType("image/jpeg"),
              frame("late", PICTURE).deadlineMs(now - 1),
              frame("unheard", PICTURE).replyTo(GONE),
              frame("newest", PICTURE).freshness(Freshness.LATEST),
              frame("newest", PICTURE).freshness(Freshness.LATEST),
              frame("newest", PICTURE).freshness(Freshness.LATEST));
      for (FrameRequest.Builder frame : frames) publisher.publish(frame.capturedAtMs(now).build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FrameRequest.Builder frame(String camera, byte[] image) {
    return FrameRequest.builder("load/" + ++seq, DemoModel.NAME, camera, image).seq(seq);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    publisher.close();
  }
}
