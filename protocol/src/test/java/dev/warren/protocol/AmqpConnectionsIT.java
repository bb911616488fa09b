package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.BrokerException.Kind;
import dev.warren.protocol.testing.RabbitMq;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AmqpConnectionsIT {
  private final RabbitMq rabbit = RabbitMq.shared();
  private final AmqpConfig good = rabbit.amqp();

  @Test
  void aConnectionHasItsNameAndNoRecovery() throws Exception {
    try (Connection c = AmqpConnections.open(good, "my-name")) {
      assertThat(c.getClientProvidedName()).isEqualTo("my-name");
      assertThat(c).isNotInstanceOf(com.rabbitmq.client.Recoverable.class);
      assertThat(c.getHeartbeat()).isEqualTo(10);
    }
  }

  @Test
  void aWrongPasswordIsSaidWithoutRepeatingIt() {
    AmqpConfig wrong = good.withCredentials("mallory", "hunter2");
    String message = refused(wrong, Kind.AUTHENTICATION);
    assertThat(message)
        .contains(good.address())
        .contains("mallory")
        .contains("check user and password");
    assertThat(message).doesNotContain("hunter2");
  }

  @Test
  void anUnknownVirtualHostIsNamed() {
    AmqpConfig elsewhere =
        AmqpConfig.parse("amqp://" + good.address() + "/nowhere")
            .withCredentials(good.username(), good.password());
    assertThat(refused(elsewhere, Kind.VHOST))
        .contains("virtual host nowhere of " + good.address());
  }

  @Test
  void nobodyThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    assertThat(refused(at("127.0.0.1:" + port), Kind.UNREACHABLE))
        .isEqualTo(
            "127.0.0.1:" + port + " refused the connection: start RabbitMQ or correct the address");
  }

  @Test
  void anUnknownHostIsNamed() {
    assertThat(refused(at("no-such-host.invalid"), Kind.UNREACHABLE))
        .startsWith("host no-such-host.invalid is unknown: ");
  }

  @Test
  void aSilentPeerTimesOut() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      AmqpConfig c =
          at("127.0.0.1:" + silent.getLocalPort()).withConnectTimeout(Duration.ofMillis(300));
      assertThat(refused(c, Kind.UNREACHABLE)).contains("did not answer within 300 ms");
    }
  }

  @Test
  void aPortWithoutTlsIsRecognised() {
    AmqpConfig c = AmqpConfig.parse("amqps://u:p@" + good.address());
    assertThat(refused(c, Kind.TLS))
        .contains("no TLS with " + good.address())
        .contains("the port does not speak TLS");
  }

  @Test
  void aLinkClosesAndKillsRepeatedly() {
    AmqpLink link = AmqpLink.open(good, "test");
    link.kill();
    link.close();
    link.close(Duration.ofMillis(1));
    assertThat(link.connection().isOpen()).isFalse();
    assertThatThrownBy(() -> link.connection().createChannel())
        .isInstanceOf(RuntimeException.class);
  }

  private static AmqpConfig at(String address) {
    return AmqpConfig.parse("amqp://u:p@" + address);
  }

  private static String refused(AmqpConfig c, Kind kind) {
    BrokerException e =
        catchThrowableOfType(BrokerException.class, () -> AmqpConnections.open(c, "test"));
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
    assertThat(e.getMessage()).doesNotContain("\n");
    return e.getMessage();
  }
}
