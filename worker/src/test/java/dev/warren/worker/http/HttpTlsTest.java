package dev.warren.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.PemTls;
import dev.warren.protocol.testing.TestAuthority;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real handshakes. */
class HttpTlsTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private TestAuthority ours;
  private TestAuthority others;
  @AutoClose private HttpEndpoint endpoint;

  @BeforeEach
  void found() {
    ours = new TestAuthority("ours", folder);
    others = new TestAuthority("others", folder);
  }

  private void serve(String host, Path clients) throws IOException {
    SSLContext context = PemTls.context(clients, ours.issue("worker", host, DAY), ours.key());
    endpoint =
        HttpEndpoint.start(
            new HttpAddress("127.0.0.1", 0),
            Optional.of(new HttpTls(context, clients != null)),
            accept -> new Scrape("text/plain", "up 1\n".getBytes()),
            new Readiness(),
            new FakeStatus());
  }

  private int get(SSLContext client) throws Exception {
    URI uri = URI.create("https://localhost:" + endpoint.address().port() + "/health/live");
    return HttpClient.newBuilder()
        .sslContext(client)
        .build()
        .send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private SSLContext trusting(TestAuthority authority) throws IOException {
    return PemTls.context(authority.certificate(), null, null);
  }

  private SSLContext showing(TestAuthority signer) throws IOException {
    Path certificate = signer.issue("prometheus", "client", DAY);
    return PemTls.context(ours.certificate(), certificate, signer.key());
  }

  @Test
  void answersWhoTrustsItsAuthority() throws Exception {
    serve("localhost", null);
    assertThat(endpoint.url()).startsWith("https://127.0.0.1:").endsWith("/");
    assertThat(get(trusting(ours))).isEqualTo(200);
  }

  @Test
  void isRefusedByWhoTrustsAnotherAuthorityOrAskedForAnotherHost() throws Exception {
    serve("localhost", null);
    assertThatThrownBy(() -> get(trusting(others))).isInstanceOf(SSLHandshakeException.class);
    endpoint.close();
    serve("elsewhere.example", null);
    assertThatThrownBy(() -> get(trusting(ours))).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void answersNobodyInTheClear() throws Exception {
    serve("localhost", null);
    URI plain = URI.create("http://" + endpoint.address() + "/metrics");
    assertThatThrownBy(
            () ->
                HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void withAnAuthorityForClientsItAnswersThoseThatItHasSigned() throws Exception {
    serve("localhost", ours.certificate());
    assertThat(get(showing(ours))).isEqualTo(200);
  }

  @Test
  void withAnAuthorityForClientsItRefusesAllOthers() throws Exception {
    serve("localhost", ours.certificate());
    // With TLS 1.3 a client learns of it only after its own handshake.
    assertThatThrownBy(() -> get(trusting(ours))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(showing(others))).isInstanceOf(IOException.class);
    assertThat(get(showing(ours))).as("and goes on").isEqualTo(200);
  }

  @Test
  void oldVersionsAreRefused() throws Exception {
    serve("localhost", null);
    SSLContext context = trusting(ours);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket("localhost", endpoint.address().port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void handshakesThatNeverEndKeepNobodyOutForLong() throws Exception {
    serve("localhost", null);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) { // more than there are threads
        Socket socket = new Socket("127.0.0.1", endpoint.address().port());
        silent.add(socket);
        socket.getOutputStream().write(0x16); // a handshake begins
      }
      // Whoever waits meanwhile may be cut off with them, and asks again.
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> get(trusting(ours)) == 200);
    } finally {
      for (Socket socket : silent) socket.close();
    }
  }
}
