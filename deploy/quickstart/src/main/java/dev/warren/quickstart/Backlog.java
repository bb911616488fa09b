package dev.warren.quickstart;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames that still wait at the broker when the run is stopped: nobody needs their answer. */
final class Backlog {
  private static final Logger log = LoggerFactory.getLogger(Backlog.class);
  private static final int CLOSE_MILLIS = 500;
  private static final long LOOK_MILLIS = 10;

  private Backlog() {}

  /**
   * Takes frames off the queue until it is empty or the time is up.
   *
   * @param taken hears the id of each
   */
  static void takeBack(AmqpConfig amqp, String queue, Duration limit, Consumer<String> taken)
      throws InterruptedException {
    try {
      Connection connection = AmqpConnections.open(amqp, "warren-quickstart-backlog");
      try {
        drain(connection.createChannel(), queue, System.nanoTime() + limit.toNanos(), taken);
      } finally {
        connection.abort(CLOSE_MILLIS);
      }
    } catch (IOException | BrokerException e) {
      log.debug("backlog of {} is left: {}", queue, e.toString());
    }
  }

  private static void drain(Channel channel, String queue, long endNanos, Consumer<String> taken)
      throws IOException, InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    // Pushed and settled by delivery: asking for one after the other takes a round trip for each.
    String tag =
        channel.basicConsume(
            queue,
            true,
            new DefaultConsumer(channel) {
              @Override
              public void handleDelivery(
                  String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                taken.accept(properties.getMessageId());
              }

              @Override
              public void handleCancelOk(String tag) {
                cancelled.countDown();
              }
            });
    while (channel.messageCount(queue) > 0 && System.nanoTime() - endNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    channel.basicCancel(tag);
    // It comes after the last delivery.
    cancelled.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
