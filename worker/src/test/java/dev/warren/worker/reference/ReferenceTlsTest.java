package dev.warren.worker.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.warren.protocol.testing.TestAuthority;
import dev.warren.worker.testing.Pictures;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection goes to an address, and the certificate must be the name's all the same. */
@Timeout(60)
class ReferenceTlsTest {
  private static final byte[] IMAGE = Pictures.grey(32, 90);
  private static final char[] NONE = {};

  @TempDir Path folder;
  private SSLServerSocket server;
  private ReferenceFetcher fetcher;

  private void serve(TestAuthority signer, TestAuthority trusted, String host) throws Exception {
    Path own = signer.issue("store", host, Duration.ofDays(1));
    server =
        (SSLServerSocket)
            context(own, signer.key(), trusted.certificate())
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::answer, "store");
    thread.setDaemon(true);
    thread.start();
    UriPrefix prefix = UriPrefix.parse("https://store.example:" + server.getLocalPort() + "/");
    ReferenceConfig config =
        new ReferenceConfig(
            List.of(prefix), true, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(20));
    InetAddress[] loopback = {InetAddress.getLoopbackAddress()};
    fetcher =
        new ReferenceFetcher(
            config,
            name -> loopback,
            context(own, signer.key(), trusted.certificate()).getSocketFactory(),
            CircuitBreakerRegistry.ofDefaults(),
            Clock.systemUTC());
  }

  private void answer() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
          int c = socket.getInputStream().read();
          if (c < 0) throw new IOException("gone");
          request.append((char) c);
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + IMAGE.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(IMAGE);
      } catch (IOException refused) {
        // the client says why
      }
    }
  }

  private FrameReference reference() throws Exception {
    String uri = "https://store.example:" + server.getLocalPort() + "/1.png";
    return ReferenceFetcherTest.reference(uri, IMAGE);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    fetcher.close();
  }

  @Test
  void aCertificateOfTheNameIsTaken() throws Exception {
    TestAuthority authority = new TestAuthority("authority", folder);
    serve(authority, authority, "store.example");
    assertThat(fetcher.fetch(reference(), Long.MAX_VALUE)).isEqualTo(IMAGE);
  }

  @Test
  void aCertificateOfAnotherNameIsRefused() throws Exception {
    TestAuthority authority = new TestAuthority("authority", folder);
    serve(authority, authority, "localhost");
    assertRefused("No subject alternative DNS name matching store.example");
  }

  @Test
  void anUnknownAuthorityIsRefused() throws Exception {
    serve(
        new TestAuthority("stranger", folder),
        new TestAuthority("authority", folder),
        "store.example");
    assertRefused("unable to find valid certification path");
  }

  private void assertRefused(String words) throws Exception {
    FrameReference reference = reference();
    ReferenceException e =
        catchThrowableOfType(
            ReferenceException.class, () -> fetcher.fetch(reference, Long.MAX_VALUE));
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e).hasMessageContaining(words);
  }

  private static SSLContext context(Path certificate, Path key, Path trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key(key), NONE, new Certificate[] {certificate(certificate)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NONE);
    KeyStore others = KeyStore.getInstance("PKCS12");
    others.load(null, null);
    others.setCertificateEntry("trusted", certificate(trusted));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(others);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(Path pem) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path pem) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
    byte[] bytes = Base64.getMimeDecoder().decode(base64);
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
