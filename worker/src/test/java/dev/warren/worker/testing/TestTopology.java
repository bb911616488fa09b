package dev.warren.worker.testing;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SubscriberConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Exchanges and queues of one test's own on a broker, with a publisher and a listener. */
public final class TestTopology implements AutoCloseable {
  private final String model;
  private final Topology topology =
      new Topology("it-" + UUID.randomUUID().toString().substring(0, 8));
  private final AmqpConfig amqp;
  private final Connection connection;
  private final Channel channel;
  private final FramePublisher publisher;
  private final DetectionSubscriber subscriber;
  private final Map<String, List<ReceivedResult>> results = new ConcurrentHashMap<>();
  private final LongAdder answered = new LongAdder();
  private volatile boolean keep = true;

  public TestTopology(String model) {
    this(RabbitMq.shared(), model);
  }

  /** On a broker of the test's own. */
  public TestTopology(RabbitMq broker, String model) {
    this.model = model;
    amqp = broker.amqp();
    connection = broker.connect();
    try {
      channel = connection.createChannel();
      topology.declare(channel, model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    publisher = FramePublisher.open(amqp, PublisherConfig.of(topology));
    subscriber = DetectionSubscriber.open(amqp, SubscriberConfig.live(topology, "#"), this::accept);
  }

  private void accept(ReceivedResult result) {
    if (keep) {
      // One step, so that nobody sees a frame that has no result yet.
      String id = result.result().frame().requestId();
      results.merge(id, List.of(result), TestTopology::joined);
    }
    answered.increment();
  }

  private static List<ReceivedResult> joined(
      List<ReceivedResult> before, List<ReceivedResult> after) {
    return Stream.concat(before.stream(), after.stream()).toList();
  }

  public Topology topology() {
    return topology;
  }

  public AmqpConfig amqp() {
    return amqp;
  }

  public FramePublisher publisher() {
    return publisher;
  }

  public Channel channel() {
    return channel;
  }

  /** Everything that came over the reply exchange, by request id. */
  public Map<String, List<ReceivedResult>> results() {
    return results;
  }

  /** Results so far; a long run keeps nothing else of them: see {@link #forgetResults()}. */
  public long answered() {
    return answered.sum();
  }

  /** Counts results from now on and keeps none. */
  public TestTopology forgetResults() {
    keep = false;
    return this;
  }

  /** Publishes whatever the test likes, past the client's own checks. */
  public void publishRaw(AMQP.BasicProperties properties, byte[] body) throws IOException {
    channel.basicPublish(topology.framesExchange(), model + ".raw", true, properties, body);
  }

  /** Frames that wait, not counting those that a worker holds. */
  public long ready() {
    try {
      return channel.messageCount(topology.framesQueue(model));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException, TimeoutException {
    publisher.close();
    subscriber.close();
    topology.delete(channel, model);
    connection.close();
  }
}
