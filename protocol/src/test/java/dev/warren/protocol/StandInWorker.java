package dev.warren.protocol;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every frame with one detection, as a worker would, without looking at the picture. */
final class StandInWorker implements AutoCloseable {
  private static final String VERSION = "sha256:0123";

  private final Topology topology;
  private final Connection connection;
  private final Channel channel;
  private final AtomicInteger answered = new AtomicInteger();

  StandInWorker(RabbitMq rabbit, Topology topology, String model) throws IOException {
    this.topology = topology;
    this.connection = rabbit.connect();
    this.channel = connection.createChannel();
    topology.declare(channel, model);
    channel.basicQos(16);
    channel.basicConsume(
        topology.framesQueue(model), false, (tag, delivery) -> answer(delivery), tag -> {});
  }

  int answered() {
    return answered.get();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private void answer(Delivery d) throws IOException {
    try {
      FrameRequest frame =
          FrameCodec.read(
              d.getEnvelope().getRoutingKey(), d.getProperties(), d.getBody(), FrameLimits.DEFAULT);
      Detection person = new Detection("person", 0, 0.9, new Box(1, 2, 3, 4));
      FrameResult result =
          new FrameResult.Detected(frame.ref(VERSION), new ImageSize(64, 48), List.of(person));
      send(result, d, frame.replyTo(), frame.correlationId());
    } catch (MalformedFrameException e) {
      send(e.toResult(), d, e.replyTo(), e.correlationId());
    }
    channel.basicAck(d.getEnvelope().getDeliveryTag(), false);
  }

  private void send(FrameResult result, Delivery d, String replyTo, String correlationId)
      throws IOException {
    answered.incrementAndGet();
    ResultHeaders headers = new ResultHeaders("stand-in", "none", 1, 1, 0L, Timings.NONE, null);
    channel.basicPublish(
        replyTo == null ? topology.detectionsExchange() : "",
        replyTo == null ? d.getEnvelope().getRoutingKey() : replyTo,
        ResultMessages.properties(result, headers, correlationId),
        ResultCodec.encode(result));
  }
}
