package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @TempDir Path folder;

  @Test
  void takesRabbitMqTopologyAndDeliversConfirmedMessages() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder);
        Connection connection = connect(broker.uri());
        Channel channel = connection.createChannel()) {
      channel.exchangeDeclare("frames", BuiltinExchangeType.TOPIC, true);
      channel.queueDeclare(
          "frames.demo",
          true,
          false,
          false,
          Map.of("x-queue-type", "quorum", "x-delivery-limit", 20, "x-message-ttl", 60_000));
      channel.queueBind("frames.demo", "frames", "demo.#");
      channel.confirmSelect();
      byte[] body = new byte[2 << 20];
      channel.basicPublish("frames", "demo.gate-1", true, MessageProperties.PERSISTENT_BASIC, body);
      assertThat(channel.waitForConfirms(10_000)).isTrue();
      GetResponse response = channel.basicGet("frames.demo", false);
      assertThat(response.getBody()).isEqualTo(body);
      channel.basicAck(response.getEnvelope().getDeliveryTag(), false);
      assertThat(channel.messageCount("frames.demo")).isZero();
    }
  }

  @Test
  void refusesDefaultCredentials() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      String guest = "amqp://guest:guest@127.0.0.1:" + broker.port();
      assertThatThrownBy(() -> connect(guest))
          .isInstanceOf(PossibleAuthenticationFailureException.class);
      assertThat(broker.toString()).doesNotContain(password(broker));
    }
  }

  @Test
  void takesItsPortBackAndLeavesNothingThatHoldsItsFolder() throws Exception {
    TemporaryFolder own = TemporaryFolder.create("warren-broker-test-");
    EmbeddedBroker broker = EmbeddedBroker.start(own.path());
    broker.close();
    broker.close();
    own.close();
    assertThat(own.path()).doesNotExist();
    assertThatThrownBy(() -> new Socket("127.0.0.1", broker.port()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void twoRunSideBySideWithPasswordsOfTheirOwn() throws Exception {
    try (EmbeddedBroker one = EmbeddedBroker.start(Files.createDirectory(folder.resolve("1")));
        EmbeddedBroker two = EmbeddedBroker.start(Files.createDirectory(folder.resolve("2")))) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(password(one)).isNotEqualTo(password(two));
    }
  }

  private static String password(EmbeddedBroker broker) {
    return broker.uri().replaceAll("^amqp://[^:]+:([^@]+)@.*$", "$1");
  }

  private static Connection connect(String uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection();
  }
}
