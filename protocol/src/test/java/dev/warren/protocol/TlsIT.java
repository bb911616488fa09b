package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A TLS port in front of the real broker, whose certificate names localhost, not 127.0.0.1. */
class TlsIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final RabbitMq rabbit = RabbitMq.shared();
  private final AmqpConfig plain = rabbit.amqp();
  @TempDir private Path dir;
  private SSLContext before;
  private SSLContext own;
  private SSLServerSocket server;

  @BeforeEach
  void open() throws Exception {
    before = SSLContext.getDefault();
    own = context(keyStore());
    server =
        (SSLServerSocket)
            own.getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Threads.daemon("tls-accept", this::accept).start();
  }

  @AfterEach
  void close() throws Exception {
    SSLContext.setDefault(before);
    server.close();
  }

  @Test
  void aTrustedCertificateOfThatNameConnects() throws Exception {
    SSLContext.setDefault(own);
    try (Connection c = AmqpConnections.open(at("localhost"), "test")) {
      assertThat(c.isOpen()).isTrue();
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() {
    SSLContext.setDefault(own);
    assertRefused("127.0.0.1");
  }

  @Test
  void anUntrustedCertificateIsRefused() {
    assertRefused("localhost");
  }

  private void assertRefused(String host) {
    assertThatThrownBy(() -> AmqpConnections.open(at(host), "test"))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(BrokerException.Kind.TLS))
        .hasMessageStartingWith("no TLS with " + host + ":" + server.getLocalPort())
        .hasMessageContaining(
            "check that its certificate names " + host + " and is trusted by this JVM");
  }

  private AmqpConfig at(String host) {
    return AmqpConfig.parse("amqps://" + host + ":" + server.getLocalPort())
        .withCredentials(plain.username(), plain.password());
  }

  private KeyStore keyStore() throws Exception {
    Path file = dir.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyStore trusting = KeyStore.getInstance("PKCS12");
    trusting.load(null, null);
    trusting.setKeyEntry(
        "broker", store.getKey("broker", PASSWORD), PASSWORD, store.getCertificateChain("broker"));
    trusting.setCertificateEntry("trusted", store.getCertificate("broker"));
    return trusting;
  }

  private static SSLContext context(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private void accept() {
    try {
      while (true) {
        Socket outside = server.accept();
        Socket inside = new Socket(plain.host(), plain.port());
        Threads.daemon("tls-in", () -> copy(outside, inside)).start();
        Threads.daemon("tls-out", () -> copy(inside, outside)).start();
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException refused) {
      // the client says what it thinks of us
    }
  }
}
