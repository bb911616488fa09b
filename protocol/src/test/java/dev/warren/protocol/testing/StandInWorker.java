package dev.warren.protocol.testing;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FrameCodec;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.MalformedFrameException;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Answers every frame with one detection, as a worker would, without looking at the picture. */
public final class StandInWorker implements AutoCloseable {
  private static final List<Detection> FOUND =
      List.of(new Detection("car", 0, 0.9, new Box(10, 20, 60, 80)));

  private final Topology topology;
  private final Function<FrameResult, List<FrameResult>> answers;
  private final Connection connection;
  private final Channel channel;
  private final AtomicInteger answered = new AtomicInteger();

  /** Declares the topology for {@code model} and begins to answer. */
  public StandInWorker(RabbitMq rabbit, Topology topology, String model) throws IOException {
    this(rabbit, topology, model, List::of);
  }

  /**
   * @param answers what is published instead of what a worker would say
   */
  public StandInWorker(
      RabbitMq rabbit,
      Topology topology,
      String model,
      Function<FrameResult, List<FrameResult>> answers)
      throws IOException {
    this.topology = topology;
    this.answers = answers;
    this.connection = rabbit.connect();
    this.channel = connection.createChannel();
    topology.declare(channel, model);
    channel.basicQos(16);
    channel.basicConsume(
        topology.framesQueue(model), false, (tag, delivery) -> answer(delivery), tag -> {});
  }

  public int answered() {
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
      FrameResult found = new FrameResult.Detected(frame.ref("v1"), new ImageSize(128, 96), FOUND);
      send(found, d, frame.replyTo(), frame.correlationId());
    } catch (MalformedFrameException e) {
      send(e.toResult(), d, e.replyTo(), e.correlationId());
    }
    channel.basicAck(d.getEnvelope().getDeliveryTag(), false);
  }

  private void send(FrameResult usual, Delivery d, String replyTo, String correlationId)
      throws IOException {
    answered.incrementAndGet();
    for (FrameResult result : answers.apply(usual)) {
      channel.basicPublish(
          replyTo == null ? topology.detectionsExchange() : "",
          replyTo == null ? d.getEnvelope().getRoutingKey() : replyTo,
          ResultMessages.properties(result, ResultHeaders.NONE, correlationId),
          ResultCodec.encode(result));
    }
  }
}
