package dev.warren.loadtest.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UplinkIT {
  /** Which the broker asks for everybody's rights. */
  private static HttpServer rights;

  private static volatile boolean isDown;
  @AutoClose private static RabbitMq broker;

  private final Topology topology = new Topology("uplink");
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private volatile boolean isHeld;

  @BeforeAll
  static void start() throws IOException {
    rights = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    rights.createContext("/", UplinkIT::answer);
    rights.start();
    String at = " = http://127.0.0.1:" + rights.getAddress().getPort() + "/\n";
    broker =
        RabbitMq.start(
            "auth_backends.1.authn = internal\nauth_backends.1.authz = rabbit_auth_backend_http\n"
                + ("auth_http.user_path" + at + "auth_http.vhost_path" + at)
                + ("auth_http.resource_path" + at + "auth_http.topic_path" + at),
            "rabbitmq_auth_backend_http");
  }

  @AfterAll
  static void stop() {
    rights.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(isDown ? 500 : 200, 0);
      exchange.getResponseBody().write("allow".getBytes(US_ASCII));
    }
  }

  private Uplink open(Consumer<String> news) throws Exception {
    try (Connection connection = broker.connect()) {
      topology.declare(connection.createChannel(), "demo");
    }
    AmqpConfig amqp = AmqpConfig.parse(broker.uri());
    PublisherConfig config = new PublisherConfig(topology, 1_000, Duration.ofSeconds(30));
    return Uplink.open(
        () -> FramePublisher.open(amqp, config), Duration.ZERO, news, "", isBlocked -> {});
  }

  @Test
  void aBrokerThatCannotLearnARightIsAskedAgain() throws Exception {
    List<String> news = new CopyOnWriteArrayList<>();
    try (Uplink uplink = open(news::add)) {
      isDown = true;
      await().until(() -> uplink.tryPublish(frame()).isPresent());
      await().atMost(Duration.ofSeconds(60)).until(() -> !news.isEmpty());
      assertThat(news.get(0)).contains("returned an error", "; trying again");
      isDown = false;
      await().atMost(Duration.ofSeconds(60)).until(() -> uplink.tryPublish(frame()).isPresent());
      assertThat(uplink.ended()).isNotDone();
    } finally {
      isDown = false;
    }
  }

  @Test
  void aConnectionThatIsLostCostsNoFrameATryBeforeItIsReplaced() throws Exception {
    try (Uplink uplink = open(line -> {})) {
      // Whoever waits for the publisher's end hears of it late: its futures are held up.
      await().until(() -> isHeld(uplink));
      broker.closeConnections();
      await().atMost(Duration.ofSeconds(60)).until(() -> uplink.tryPublish(frame()).isEmpty());
      gate.complete(null);
      await().atMost(Duration.ofSeconds(60)).until(() -> uplink.tryPublish(frame()).isPresent());
    } finally {
      gate.complete(null);
    }
  }

  private boolean isHeld(Uplink uplink) {
    Thread here = Thread.currentThread();
    assertThat(uplink.tryPublish(frame()))
        .hasValueSatisfying(confirm -> confirm.thenRun(() -> hold(here)));
    return isHeld;
  }

  private void hold(Thread asking) {
    if (Thread.currentThread() == asking) return; // it was confirmed already
    isHeld = true;
    gate.join();
  }

  private static FrameRequest frame() {
    return FrameRequest.builder("id", "demo", "camera", new byte[] {1})
        .contentType("image/jpeg")
        .build();
  }
}
