package dev.warren.operations;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.warren.protocol.Headers;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** When each frame was answered, and how often, by its id: from the queue of all results. */
final class Answers implements AutoCloseable {
  private final Map<String, Long> firstAtNanos = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final AtomicInteger repeated = new AtomicInteger();
  private final Connection connection;

  private Answers(Connection connection) {
    this.connection = connection;
  }

  static Answers collect(RabbitMq broker) throws IOException {
    Answers answers = new Answers(broker.connect());
    Channel channel = answers.connection.createChannel();
    channel.basicConsume(
        Topology.DEFAULT.detectionsQueue(),
        true,
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String tag, Envelope envelope, BasicProperties properties, byte[] body) {
            answers.take(properties);
          }
        });
    return answers;
  }

  private void take(BasicProperties properties) {
    String id = properties.getCorrelationId(); // the frame's id, where the frame names nothing else
    statuses.merge(String.valueOf(properties.getHeaders().get(Headers.STATUS)), 1, Integer::sum);
    if (firstAtNanos.putIfAbsent(id, System.nanoTime()) != null) repeated.incrementAndGet();
  }

  /** How many answers there were of each kind. */
  Map<String, Integer> statuses() {
    return Map.copyOf(statuses);
  }

  boolean contains(Collection<String> ids) {
    return firstAtNanos.keySet().containsAll(ids);
  }

  int count() {
    return firstAtNanos.size();
  }

  /** Of the last one of these, all of which are answered; {@link System#nanoTime}. */
  long lastAtNanos(Collection<String> ids) {
    return ids.stream().mapToLong(firstAtNanos::get).max().orElseThrow();
  }

  /** Of these, those that have no answer. */
  long lost(Collection<String> ids) {
    return ids.stream().filter(id -> !firstAtNanos.containsKey(id)).count();
  }

  /** Answers to a frame that had one. */
  int duplicated() {
    return repeated.get();
  }

  @Override
  public void close() {
    connection.abort();
  }
}
