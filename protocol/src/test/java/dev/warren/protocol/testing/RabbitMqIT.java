package dev.warren.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import org.junit.jupiter.api.Test;

class RabbitMqIT {

  @Test
  void sharedBrokerServesByConfigAndByUri() throws Exception {
    try (Connection byConfig = RabbitMq.shared().connect();
        Connection byUri =
            AmqpConnections.open(AmqpConfig.parse(RabbitMq.shared().uri()), "test")) {
      assertThat(byConfig.isOpen()).isTrue();
      assertThat(byUri.isOpen()).isTrue();
    }
  }

  @Test
  void privateBrokerSurvivesKillAndRestart() throws Exception {
    try (RabbitMq rabbit = RabbitMq.start()) {
      try (Connection c = rabbit.connect()) {
        c.createChannel().queueDeclare("kept", true, false, false, null);
      }
      rabbit.syncMetadata();
      rabbit.kill();
      assertThatThrownBy(rabbit::connect).hasMessageContaining("refused the connection");
      rabbit.restart();
      assertThat(rabbit.rabbitmqctl("list_queues", "name")).contains("kept");
    }
  }

  @Test
  void failedStartShowsTheLog() {
    assertThatThrownBy(() -> RabbitMq.start("no_such_key = 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("did not start")
        .hasMessageContaining("no_such_key");
  }
}
