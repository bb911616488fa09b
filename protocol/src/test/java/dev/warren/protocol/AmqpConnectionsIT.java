package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.BrokerException.Kind;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    int port = freePort();
    assertThat(refused(at("127.0.0.1:" + port), Kind.UNREACHABLE))
        .isEqualTo(
            "127.0.0.1:" + port + " refused the connection: start RabbitMQ or correct the address");
  }

  @Test
  void whoeverIsThereIsFound() throws Exception {
    AmqpConfig nodes = both("127.0.0.1:" + freePort(), good.address());
    for (int i = 0; i < 10; i++) { // whichever is tried first
      AmqpLink link = AmqpLink.open(nodes, "test");
      assertThat(link.config().address()).isEqualTo(good.address());
      link.close();
    }
  }

  /** What is left of the attempt with it must not end the next one: many times, as it is a race. */
  @Test
  void aNodeThatDoesNotAnswerIsPassedOver() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      AmqpConfig nodes =
          both("127.0.0.1:" + silent.getLocalPort(), good.address())
              .withConnectTimeout(Duration.ofSeconds(5));
      Callable<AmqpLink> silentFirst = () -> AmqpLink.open(nodes, "test", node(good));
      for (Future<AmqpLink> opened : threads.invokeAll(Collections.nCopies(16, silentFirst))) {
        AmqpLink link = opened.get();
        assertThat(link.node()).isEqualTo(node(good));
        link.close();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aNodeThatWasOfNoUseIsTriedLast() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(good)) {
      String last = node(good);
      String other = "127.0.0.1:" + proxy.port();
      for (int i = 0; i < 20; i++) {
        try (AmqpLink link = AmqpLink.open(both(good.address(), other), "test", last)) {
          assertThat(link.node()).isEqualTo(other);
          assertThat(link.isOneOfSeveral()).isTrue();
        }
      }
      AmqpConfig nodes = both(good.address(), "127.0.0.1:" + freePort());
      try (AmqpLink link = AmqpLink.open(nodes, "test", last)) {
        assertThat(link.node()).isEqualTo(last);
      }
    }
  }

  @Test
  void oneMoreConnectionIsWithTheSameNode() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(good);
        AmqpLink link = AmqpLink.open(both(good.address(), proxy.on(good).address()), "test")) {
      for (int i = 0; i < 10; i++) {
        AmqpLink beside = link.beside("test");
        assertThat(beside.node()).isEqualTo(link.node());
        beside.close();
      }
    }
  }

  @Test
  void oneNodeUnderTwoNamesIsNotSeveral() throws Exception {
    assertIsOne("127.0.0.1", "[::ffff:127.0.0.1]");
    assertIsOne("127.0.0.1", "[::1]");
  }

  private void assertIsOne(String one, String other) {
    AmqpConfig nodes = both(one + ":" + good.port(), other + ":" + good.port());
    try (AmqpLink link = AmqpLink.open(nodes, "test")) {
      assertThat(link.isOneOfSeveral()).isFalse();
    }
  }

  @Test
  void aWrongPasswordIsWrongForAll() throws Exception {
    AmqpConfig wrong =
        both("localhost:" + good.port(), good.address()).withCredentials("mallory", "hunter2");
    assertThat(refused(wrong, Kind.AUTHENTICATION)).startsWith("RabbitMQ at ");
  }

  @Test
  void whereNobodyIsAllAreNamedInTheirOrder() throws Exception {
    String one = "127.0.0.1:" + freePort();
    String refusal = " refused the connection: start RabbitMQ or correct the address";
    String message = refused(both(one, "no-such-host.invalid"), Kind.UNREACHABLE);
    assertThat(message)
        .startsWith(
            "none of 2 addresses will do: "
                + one
                + refusal
                + "; host no-such-host.invalid is unknown: ");
  }

  /** Else a start would give up where one node is not set up and another about to come. */
  @Test
  void notAllRefuseForOneReason() throws Exception {
    AmqpConfig nowhere =
        AmqpConfig.parse("amqp://127.0.0.1:" + freePort() + "," + good.address() + "/nowhere")
            .withCredentials(good.username(), good.password());
    assertThat(refused(nowhere, Kind.OTHER))
        .contains(" refused the connection")
        .contains("virtual host nowhere of " + good.address());
  }

  private AmqpConfig both(String one, String other) {
    return AmqpConfig.parse("amqp://" + one + "," + other)
        .withCredentials(good.username(), good.password());
  }

  private static String node(AmqpConfig amqp) throws IOException {
    return InetAddress.getByName(amqp.host()).getHostAddress() + ":" + amqp.port();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
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
      long start = System.nanoTime();
      assertThat(refused(c, Kind.UNREACHABLE)).contains("did not answer within 300 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(c.connectTimeout());
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
