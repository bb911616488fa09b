package dev.warren.loadtest;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
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
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.util.List;

/** Answers every frame as a worker would, without looking at it. */
public final class StandInWorker implements AutoCloseable {
  private static final List<Detection> FOUND =
      List.of(new Detection("car", 0, 0.9, new Box(10, 20, 60, 80)));

  /** What is published for a frame. */
  @FunctionalInterface
  public interface Answers {
    /**
     * @param usual what a worker would say
     */
    List<FrameResult> to(FrameResult usual);
  }

  private final Connection connection;

  private StandInWorker(Connection connection) {
    this.connection = connection;
  }

  /** Declares the topology for {@code model} and begins to answer. */
  public static StandInWorker start(RabbitMq broker, Topology topology, String model)
      throws IOException {
    return start(broker, topology, model, List::of);
  }

  /** As above, with answers of the test's own. */
  public static StandInWorker start(
      RabbitMq broker, Topology topology, String model, Answers answers) throws IOException {
    Connection connection = broker.connect();
    Channel channel = connection.createChannel();
    topology.declare(channel, model);
    channel.basicQos(16);
    channel.basicConsume(
        topology.framesQueue(model),
        false,
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
              throws IOException {
            FrameResult usual = answer(envelope.getRoutingKey(), properties, body);
            for (FrameResult result : answers.to(usual)) {
              getChannel()
                  .basicPublish(
                      topology.detectionsExchange(),
                      envelope.getRoutingKey(),
                      ResultMessages.properties(result, ResultHeaders.NONE, null),
                      ResultCodec.encode(result));
            }
            getChannel().basicAck(envelope.getDeliveryTag(), false);
          }
        });
    return new StandInWorker(connection);
  }

  private static FrameResult answer(String key, AMQP.BasicProperties properties, byte[] body) {
    try {
      FrameRequest frame = FrameCodec.read(key, properties, body, FrameLimits.DEFAULT);
      return new FrameResult.Detected(frame.ref("v1"), new ImageSize(128, 96), FOUND);
    } catch (MalformedFrameException e) {
      return new FrameResult.Failed(e.frame(), e.reason(), "intake", e.getMessage(), false);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
