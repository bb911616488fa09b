package dev.warren.loadtest.load;

import com.rabbitmq.client.AlreadyClosedException;
import dev.warren.protocol.AmqpLink;
import dev.warren.protocol.BrokerException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many frames wait for a worker. */
final class QueueLength {
  private static final Logger LOG = LoggerFactory.getLogger(QueueLength.class);

  private QueueLength() {}

  /**
   * Those that workers hold are not among them.
   *
   * @return null where the broker does not tell us: some tell only those who may read the queue
   */
  static Long of(Broker broker, String model) {
    String queue = broker.topology().framesQueue(model);
    try (AmqpLink link = AmqpLink.open(broker.amqp(), "warren-loadtest-queue")) {
      return (long) link.connection().createChannel().queueDeclarePassive(queue).getMessageCount();
    } catch (IOException | BrokerException | AlreadyClosedException e) {
      LOG.debug("The length of {} is not known", queue, e);
      return null;
    }
  }
}
