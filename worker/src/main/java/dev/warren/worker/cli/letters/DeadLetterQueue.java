package dev.warren.worker.cli.letters;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpLink;
import dev.warren.protocol.BrokerProblems;
import dev.warren.protocol.Headers;
import dev.warren.protocol.Topology;
import dev.warren.worker.broker.SingleSends;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The queue of dead letters, as a person goes through it: each message is taken, looked at, and
 * given back at the end unless it was settled. Meanwhile nobody else sees it.
 */
final class DeadLetterQueue implements AutoCloseable {
  private static final int PERSISTENT = 2;

  private final AmqpLink link;
  private final Topology topology;
  private final Channel channel;
  private final SingleSends sends;

  private DeadLetterQueue(AmqpLink link, Topology topology) throws IOException {
    this.link = link;
    this.topology = topology;
    this.channel = link.connection().createChannel();
    this.sends = new SingleSends(link.connection()::createChannel, () -> false);
  }

  /** What is done with a letter. */
  @FunctionalInterface
  interface Action {
    /**
     * @return true to take the letter off the queue
     */
    boolean on(DeadLetter letter, GetResponse message);
  }

  static DeadLetterQueue open(AmqpConfig amqp, Topology topology) throws IOException {
    AmqpLink link = AmqpLink.open(amqp, "warren dead-letters");
    try {
      topology.checkDeadLetters(link.connection());
      return new DeadLetterQueue(link, topology);
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /**
   * Goes once through what is in the queue now, oldest first: a frame that is published again may
   * fail again, and would come back for ever.
   *
   * @param limit of letters that are meant
   * @return those that were meant
   * @throws CommandException when the broker does not let us
   */
  List<DeadLetter> each(Predicate<DeadLetter> meant, int limit, Action action) {
    List<DeadLetter> letters = new ArrayList<>();
    try {
      GetResponse message = next();
      int unread = message == null ? 0 : message.getMessageCount();
      while (message != null) {
        DeadLetter letter = DeadLetter.of(message);
        if (meant.test(letter)) {
          letters.add(letter);
          if (action.on(letter, message)) {
            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
          }
        }
        message = unread-- > 0 && letters.size() < limit ? next() : null;
      }
      return letters;
    } catch (IOException | AlreadyClosedException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String why =
          cause instanceof ShutdownSignalException signal
              ? BrokerProblems.losing(signal)
              : topology.deadLetterQueue() + ": " + e.getMessage();
      throw new CommandException(ExitCode.BROKER, why, e);
    }
  }

  /** Null where there is none. */
  private GetResponse next() throws IOException {
    return channel.basicGet(topology.deadLetterQueue(), false);
  }

  /**
   * Publishes the frame as a gateway would: of what was written on it since, nothing goes along.
   *
   * @throws CommandException when the broker does not take it
   */
  void replay(DeadLetter letter, GetResponse message) {
    AMQP.BasicProperties p = message.getProps();
    Map<String, Object> headers = new LinkedHashMap<>();
    if (p.getHeaders() != null) headers.putAll(p.getHeaders());
    headers.keySet().retainAll(Headers.REQUEST);
    AMQP.BasicProperties properties =
        p.builder().headers(headers).deliveryMode(PERSISTENT).expiration(null).userId(null).build();
    String why;
    try {
      why =
          sends.send(
              topology.framesExchange(),
              message.getEnvelope().getRoutingKey(),
              properties,
              message.getBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted";
    }
    if (why == null) return;
    throw new CommandException(
        ExitCode.BROKER,
        "'%s' to %s with key '%s': %s; it and those after it stay where they are"
            .formatted(letter.id(), topology.framesExchange(), letter.routingKey(), why));
  }

  /** What was not settled goes back to its place. */
  @Override
  public void close() {
    link.close();
  }
}
