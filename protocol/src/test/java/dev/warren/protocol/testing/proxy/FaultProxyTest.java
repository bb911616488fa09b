package dev.warren.protocol.testing.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two sockets with the proxy between them. */
@Timeout(60)
class FaultProxyTest {
  private ServerSocket listener;
  private FaultProxy proxy;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws Exception {
    listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    proxy = FaultProxy.start(new InetSocketAddress("127.0.0.1", listener.getLocalPort()));
    CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(this::accept);
    client = new Socket("127.0.0.1", proxy.port());
    server = accepted.get(10, TimeUnit.SECONDS);
  }

  private Socket accept() {
    try {
      return listener.accept();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    listener.close();
    client.close();
    server.close();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(300);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(0);
  }

  @Test
  void passesBytesBothWays() throws Exception {
    send(client, "request");
    assertThat(read(server, 7)).isEqualTo("request");
    send(server, "answer");
    assertThat(read(client, 6)).isEqualTo("answer");
    assertThat(proxy.accepted()).isEqualTo(1);
    assertThat(proxy.open()).isEqualTo(1);
  }

  @Test
  void anEndPassesToo() throws Exception {
    send(client, "last words");
    client.close();
    assertThat(read(server, 100)).isEqualTo("last words");
    await().until(() -> proxy.open() == 0);
  }

  @Test
  void aBlackHoleHoldsOneDirectionUntilItIsLifted() throws Exception {
    proxy.toServer().blackHole();
    send(client, "held");
    send(server, "passes");
    assertThat(read(client, 6)).isEqualTo("passes");
    assertSilent(server);
    proxy.clear();
    assertThat(read(server, 4)).isEqualTo("held");
  }

  @Test
  void aBlackHoleHidesTheEndOfAConnection() throws Exception {
    proxy.toServer().blackHole();
    client.close();
    assertSilent(server);
    proxy.clear();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aBlackHoleCanBeForTheConnectionsThatSayAWord() throws Exception {
    send(client, "my name is worker publish");
    assertThat(read(server, 25)).isEqualTo("my name is worker publish");
    proxy.toClient().blackHole(" consume");
    send(server, "confirm");
    assertThat(read(client, 7)).isEqualTo("confirm");
    proxy.toClient().blackHole(" publish");
    send(server, "confirm");
    assertSilent(client);
  }

  @Test
  void aResetShowsOnBothSides() throws Exception {
    send(client, "x");
    assertThat(read(server, 1)).isEqualTo("x");
    proxy.reset();
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(IOException.class);
    assertThat(proxy.open()).isZero();
  }

  @Test
  void whatWasHeldIsGoneAfterAReset() throws Exception {
    proxy.toServer().blackHole();
    send(client, "ack that never comes");
    assertSilent(server);
    proxy.reset();
    proxy.clear();
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(IOException.class);
  }

  @Test
  void latencyDelaysWithoutHoldingUpWhatFollows() throws Exception {
    proxy.toServer().latency(200);
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      send(client, "x");
      TimeUnit.MILLISECONDS.sleep(2); // chunks of their own
    }
    read(server, 1);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    read(server, 19);
    // One after the other would be 20 x 200 ms.
    assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
  }

  @Test
  void bandwidthIsBounded() throws Exception {
    proxy.toServer().bandwidth(100_000);
    byte[] bytes = new byte[40_000];
    long start = System.nanoTime();
    client.getOutputStream().write(bytes);
    client.close();
    assertThat(server.getInputStream().readAllBytes()).hasSize(40_000);
    // All but the last chunk have to wait.
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
  }

  @Test
  void slicesArriveWholeAndInOrder() throws Exception {
    proxy.toServer().slice(3, 1);
    send(client, "0123456789abcdef");
    assertThat(read(server, 16)).isEqualTo("0123456789abcdef");
  }

  @Test
  void aServerThatIsAwayIsAResetToTheClient() throws Exception {
    listener.close();
    try (Socket second = new Socket("127.0.0.1", proxy.port())) {
      assertThatThrownBy(() -> second.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }
}
