package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SingleSendsIT {
  private int opened;

  /** A frame that was returned would count as moved, and be acked. */
  @Test
  void aChannelThatWasNotSetUpIsNotSentBy() throws Exception {
    try (RabbitMq rabbit = RabbitMq.start();
        Connection connection =
            AmqpConnections.open(rabbit.amqp().withConnectTimeout(Duration.ofSeconds(2)), "test")) {
      SingleSends sends = new SingleSends(() -> open(connection, rabbit), () -> false);
      assertThat(sendToNobody(sends)).contains("confirm.select was not answered");
      rabbit.resume();
      assertThat(sendToNobody(sends)).isEqualTo("no queue is bound there");
      assertThat(opened).isEqualTo(2);
    }
  }

  /** The first one of a broker that then hangs. */
  private Channel open(Connection connection, RabbitMq rabbit) throws IOException {
    Channel channel = connection.createChannel();
    if (opened++ == 0) rabbit.pause();
    return channel;
  }

  private static String sendToNobody(SingleSends sends) throws InterruptedException {
    return sends.send("amq.direct", "nobody", new AMQP.BasicProperties(), new byte[] {1});
  }
}
