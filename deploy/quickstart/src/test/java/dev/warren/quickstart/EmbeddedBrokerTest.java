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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerTest {
  @Test
  void takesRabbitMqTopologyAndDeliversConfirmedMessages() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
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
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      String guest = "amqp://guest:guest@127.0.0.1:" + broker.port();
      assertThatThrownBy(() -> connect(guest))
          .isInstanceOf(PossibleAuthenticationFailureException.class);
      assertThat(broker.toString()).doesNotContain(password(broker));
    }
  }

  @Test
  void takesItsFolderAndItsPortBack() throws Exception {
    List<Path> before = folders();
    EmbeddedBroker broker = EmbeddedBroker.start();
    assertThat(folders()).hasSize(before.size() + 1);
    broker.close();
    broker.close();
    assertThat(folders()).hasSameElementsAs(before);
    assertThatThrownBy(() -> new Socket("127.0.0.1", broker.port()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void twoRunSideBySideWithPasswordsOfTheirOwn() {
    try (EmbeddedBroker one = EmbeddedBroker.start();
        EmbeddedBroker other = EmbeddedBroker.start()) {
      assertThat(one.port()).isNotEqualTo(other.port());
      assertThat(password(one)).isNotEqualTo(password(other));
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

  private static List<Path> folders() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith("warren-broker-")).toList();
    }
  }
}
