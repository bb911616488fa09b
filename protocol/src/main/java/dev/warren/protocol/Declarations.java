package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;

/** Creates exchanges and queues, or looks whether they are there, and explains what is refused. */
final class Declarations {
  private Declarations() {}

  static void exchange(Channel ch, String name, BuiltinExchangeType type) throws IOException {
    try {
      ch.exchangeDeclare(name, type, true);
    } catch (IOException e) {
      throw explained(e, "exchange", name);
    }
  }

  static void queue(Channel ch, String name, Map<String, Object> arguments) throws IOException {
    try {
      ch.queueDeclare(name, true, false, false, arguments);
    } catch (IOException e) {
      throw explained(e, "queue", name);
    }
  }

  /**
   * @return false if the broker does not tell us
   * @throws MissingTopologyException if the exchange is not there
   */
  static boolean checkExchange(Connection c, String name) throws IOException {
    return passively(c, "exchange", name, ch -> ch.exchangeDeclarePassive(name));
  }

  /**
   * @return false if the broker does not tell us
   * @throws MissingTopologyException if the queue is not there
   */
  static boolean checkQueue(Connection c, String name) throws IOException {
    return passively(c, "queue", name, ch -> ch.queueDeclarePassive(name));
  }

  /** The broker answers a failed declaration by closing the channel. */
  private static IOException explained(IOException e, String what, String name) {
    AMQP.Channel.Close close = close(e);
    if (close == null) return e;
    if (close.getReplyCode() == AMQP.PRECONDITION_FAILED) {
      throw new BrokerException(
          BrokerException.Kind.TOPOLOGY,
          "%s %s exists with other arguments: delete it, or use another prefix (%s)"
              .formatted(what, name, Wire.printable(close.getReplyText())),
          e);
    }
    if (BrokerProblems.isDenied(close)) {
      throw new BrokerException(BrokerException.Kind.PERMISSION, BrokerProblems.denied(close), e);
    }
    return e;
  }

  private static boolean passively(Connection c, String what, String name, Declaration declaration)
      throws IOException {
    Channel ch = c.createChannel();
    if (ch == null) throw new IOException("the broker grants no more channels");
    try {
      declaration.on(ch);
      ch.abort();
      return true;
    } catch (IOException e) {
      if (closeCode(e) == AMQP.NOT_FOUND) throw absent(e, what, name);
      // Whether it is there RabbitMQ from 4.2.6 on tells only those who have a right on it. Such a
      // right is no part of a role that leaves it to the broker: then the first use will tell.
      if (closeCode(e) == AMQP.ACCESS_REFUSED) return false;
      throw explained(e, what, name);
    }
  }

  /** RabbitMQ says the same of a queue that is on one node alone, while that node is away. */
  private static BrokerException absent(IOException e, String what, String name) {
    String text = close(e).getReplyText();
    if (!text.contains("home node")) return new MissingTopologyException(what, name, e);
    return new BrokerException(
        BrokerException.Kind.UNREACHABLE,
        "%s %s is on a node that is away: start it, or make it a quorum queue (%s)"
            .formatted(what, name, Wire.shown(text)),
        e);
  }

  private static int closeCode(IOException e) {
    AMQP.Channel.Close close = close(e);
    return close == null ? 0 : close.getReplyCode();
  }

  /** Null where the broker has not closed the channel. */
  private static AMQP.Channel.Close close(IOException e) {
    if (!(e.getCause() instanceof ShutdownSignalException signal)) return null;
    return signal.getReason() instanceof AMQP.Channel.Close close ? close : null;
  }

  private interface Declaration {
    void on(Channel ch) throws IOException;
  }
}
