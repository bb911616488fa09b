package dev.warren.worker.reference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.warren.protocol.FailReason;
import dev.warren.worker.lifecycle.SteadyClock;
import dev.warren.worker.testing.Pictures;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that is looked up by the test and leads to a server of its own on loopback. */
@Timeout(60)
class ReferenceFetcherTest {
  private static final byte[] IMAGE = Pictures.grey(32, 90);

  @TempDir Path folder;
  private final AtomicInteger lookUps = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
  private final AtomicLong nanos = new AtomicLong();
  private long lookUpNanos;
  private ServerSocket server;
  private Thread store;
  private ReferenceFetcher fetcher;

  private interface Conversation {
    void with(Socket socket) throws Exception;
  }

  /** A server of which each connection has the same conversation, once its request has come. */
  private void serve(Conversation conversation) throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    store = new Thread(() -> accept(conversation), "store");
    store.setDaemon(true);
    store.start();
    open(true, Duration.ofSeconds(20));
  }

  private void open(boolean local, Duration timeout) {
    open(local, timeout, "http://store.example:" + server.getLocalPort() + "/frames/");
  }

  private void open(boolean local, Duration timeout, String prefix) {
    if (fetcher != null) fetcher.close();
    ReferenceConfig config =
        new ReferenceConfig(
            List.of(UriPrefix.parse(prefix)), local, 1 << 20, Duration.ofSeconds(5), timeout);
    fetcher =
        new ReferenceFetcher(
            config,
            this::lookUp,
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            breakers,
            new SteadyClock(nanos::get));
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    // A second look-up would find the cloud's metadata: a name that was rebound.
    long end = System.nanoTime() + lookUpNanos;
    while (System.nanoTime() - end < 0) Thread.onSpinWait();
    String address = lookUps.getAndIncrement() <= 0 ? "127.0.0.1" : "169.254.169.254";
    return new InetAddress[] {InetAddress.getByName(address)};
  }

  private void accept(Conversation conversation) {
    while (true) {
      try (Socket socket = server.accept()) {
        connections.incrementAndGet();
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0)
          request.append((char) socket.getInputStream().read());
        assertThat(request).startsWith("GET /frames/").contains("\r\nHost: store.example:");
        conversation.with(socket);
      } catch (Exception | AssertionError gone) {
        if (server.isClosed()) return;
      }
    }
  }

  private static Conversation answers(String head, byte[] body) {
    return socket -> {
      OutputStream out = socket.getOutputStream();
      out.write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(ISO_8859_1));
      out.write(body);
    };
  }

  private static Conversation good() {
    return answers("200 OK\r\nContent-Length: " + IMAGE.length, IMAGE);
  }

  private FrameReference reference(byte[] image) throws Exception {
    String uri = "http://store.example:" + server.getLocalPort() + "/frames/1.png?sig=s3cret";
    return reference(uri, image);
  }

  static FrameReference reference(String uri, byte[] image) throws Exception {
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
    return new FrameReference(SafeUri.parse(uri), sha256, image.length, "image/png");
  }

  private ReferenceException refused(FrameReference reference) {
    return refused(reference, Long.MAX_VALUE);
  }

  private ReferenceException refused(FrameReference reference, long mostNanos) {
    ReferenceException e =
        catchThrowableOfType(ReferenceException.class, () -> fetcher.fetch(reference, mostNanos));
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e.getMessage()).doesNotContain("s3cret").doesNotContain("\n");
    assertThat(e.isPassing()).isEqualTo(e.reason() == FailReason.INTERNAL);
    return e;
  }

  @AfterEach
  void close() throws IOException {
    over.countDown();
    if (server != null) server.close();
    if (fetcher != null) fetcher.close();
  }

  @Test
  void fetchesFromTheAddressThatWasCheckedAndLooksItUpOnce() throws Exception {
    serve(good());
    assertThat(fetcher.fetch(reference(IMAGE), Long.MAX_VALUE)).isEqualTo(IMAGE);
    assertThat(lookUps).hasValue(1);
  }

  @Test
  void aLoopbackAddressIsNotConnectedToUnlessItIsAllowed() throws Exception {
    serve(good());
    open(false, Duration.ofSeconds(20));
    ReferenceException e = refused(reference(IMAGE));
    assertThat(e).hasMessageContaining("local or metadata address");
    assertThat(e.isPassing()).isFalse();
    assertThat(connections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://store.example:1/frames/1.png",
        "http://store.example:PORT/other/1.png",
        "http://127.0.0.1:PORT/frames/1.png",
        "http://[::1]:PORT/frames/1.png",
        "https://store.example:PORT/frames/1.png",
        "file:///etc/passwd",
      })
  void whatIsNotListedIsNotEvenLookedUp(String uri) throws Exception {
    serve(good());
    String port = Integer.toString(server.getLocalPort());
    ReferenceException e = refused(reference(uri.replace("PORT", port), IMAGE));
    assertThat(e).hasMessageContaining("is in no place that this worker may fetch from");
    assertThat(e.isPassing()).isFalse();
    assertThat(lookUps).hasValue(0);
    assertThat(connections).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 Not Found | false | answers with status 404",
        "403 Forbidden | false | answers with status 403",
        "206 Partial | false | answers with status 206",
        "302 Found%Location: http://169.254.169.254/ | false | redirects (status 302)",
        "301 Moved%Location: http://store.example/frames/2 | false | redirects (status 301)",
        "500 Oh | true | answers with status 500",
        "503 Busy | true | answers with status 503",
        "429 Slow Down | true | answers with status 429",
        "200 OK%Content-Length: 17 | false | has 17 bytes, not LENGTH",
        "200 OK%Content-Length: 999999999999 | false | has 999999999999 bytes, not LENGTH",
        "200 OK%Content-Length: -5 | false | without Content-Length",
        "200 OK | false | without Content-Length",
        "200 OK%Content-Length: LENGTH%Content-Length: 3 | false | without Content-Length",
        "200 OK%Transfer-Encoding: chunked | false | without Content-Length",
        "200 OK%Content-Length: LENGTH%Content-Encoding: gzip | false | comes encoded",
        "banana | true | the answer is not HTTP/1.1",
        "200 OK%no header | true | malformed header",
      })
  void everyOtherAnswerIsRefused(String head, boolean passing, String words) throws Exception {
    String length = Integer.toString(IMAGE.length);
    serve(answers(head.strip().replace("%", "\r\n").replace("LENGTH", length), IMAGE));
    ReferenceException e = refused(reference(IMAGE));
    assertThat(e).hasMessageContaining(words.replace("LENGTH", length));
    assertThat(e.isPassing()).isEqualTo(passing);
    assertThat(connections).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK%Content-Disposition: filename=\u00c3\u0085.png%Content-Length: LENGTH", // UTF-8
        "200 D\u0085accord%Content-Length: LENGTH",
        "103 Early Hints%Link: </style.css>%%HTTP/1.1 100 Continue%%HTTP/1.1 200 OK%Content-Length:"
            + " LENGTH",
      })
  void whatServersMayAlsoSayDoesNotMatter(String head) throws Exception {
    String length = Integer.toString(IMAGE.length);
    serve(answers(head.replace("%", "\r\n").replace("LENGTH", length), IMAGE));
    assertThat(fetcher.fetch(reference(IMAGE), Long.MAX_VALUE)).isEqualTo(IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Store.example/1.png?X-Signature=1, store.example",
    "https://store.example:443/1.png, store.example",
    "https://store.example:80/1.png, store.example:80",
    "http://store.example/1.png, store.example",
    "http://[2001:db8::1]/1.png, [2001:db8::1]",
    "http://[2001:db8::1]:9000/1.png, [2001:db8::1]:9000",
  })
  void theHostIsNamedAsItIsInSignatures(String uri, String host) throws Exception {
    assertThat(new String(HttpFetch.request(SafeUri.parse(uri)), US_ASCII))
        .contains("\r\nHost: " + host + "\r\n");
  }

  @Test
  void endlessHeadersEnd() throws Exception {
    serve(answers("200 OK\r\nX: " + "x".repeat(20_000), IMAGE));
    assertThat(refused(reference(IMAGE))).hasMessageContaining("has headers > 16384 bytes");
  }

  @Test
  void otherBytesAreRefused() throws Exception {
    byte[] other = IMAGE.clone();
    other[other.length - 1]++;
    serve(answers("200 OK\r\nContent-Length: " + IMAGE.length, other));
    ReferenceException e = refused(reference(IMAGE));
    assertThat(e).hasMessageContaining("has sha256 ");
    assertThat(e.isPassing()).isFalse();
  }

  @Test
  void anotherKindOfImageIsRefused() throws Exception {
    byte[] text = "no image at all, but of the right digest".getBytes(US_ASCII);
    serve(answers("200 OK\r\nContent-Length: " + text.length, text));
    assertThat(refused(reference(text))).hasMessageContaining("is no image, not image/png");
  }

  @Test
  void anImageThatIsCutShortMayBeWholeNextTime() throws Exception {
    byte[] half = java.util.Arrays.copyOf(IMAGE, IMAGE.length / 2);
    serve(answers("200 OK\r\nContent-Length: " + IMAGE.length, half));
    ReferenceException e = refused(reference(IMAGE));
    assertThat(e).hasMessageContaining("ended after " + half.length + " of ");
    assertThat(e.isPassing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSlowServerIsLeftInTime(boolean drips) throws Exception {
    serve(
        socket -> {
          OutputStream out = socket.getOutputStream();
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + IMAGE.length + "\r\n\r\n")
                  .getBytes(US_ASCII));
          do {
            if (drips) out.write(1);
          } while (!over.await(10, TimeUnit.MILLISECONDS));
        });
    open(true, Duration.ofMillis(200));
    ReferenceException e = refused(reference(IMAGE));
    assertThat(e).hasMessageContaining("no image within 200 ms");
    assertThat(e.isPassing()).isTrue();
  }

  @Test
  void aFetchEndsWithTheTimeOfItsFrameWhichIsNotTheHostsFault() throws Exception {
    serve(socket -> over.await());
    open(true, Duration.ofHours(1), "http://store.example:" + server.getLocalPort() + "/frames/");
    lookUps.set(-1000); // never rebound
    FrameReference reference = reference(IMAGE);
    for (int i = 0; i < 6; i++) {
      ReferenceException e = refused(reference, TimeUnit.MILLISECONDS.toNanos(20));
      assertThat(e).hasMessageContaining("no image within ");
      assertThat(e.isPassing()).isTrue();
    }
    CircuitBreaker breaker = breakers.getAllCircuitBreakers().iterator().next();
    assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();

    refused(reference, TimeUnit.MILLISECONDS.toNanos(1_100));
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).as("it had a second").isEqualTo(1);
  }

  @Test
  void whatLookingTheNameUpTakesIsOfTheFramesTime() throws Exception {
    serve(socket -> over.await());
    lookUpNanos = TimeUnit.MILLISECONDS.toNanos(60);
    ReferenceException e = refused(reference(IMAGE), TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(e).hasMessageContaining("no image within 0 ms");
  }

  @Test
  void nobodyThereMayBeThereLater() throws Exception {
    serve(good());
    FrameReference reference = reference(IMAGE);
    server.close();
    store.join(); // until then it may take one more
    assertThat(refused(reference).isPassing()).isTrue();
  }

  @Test
  void aHostThatFailsOftenIsLeftAlone() throws Exception {
    serve(answers("500 Oh", new byte[0]));
    String port = Integer.toString(server.getLocalPort());
    lookUps.set(-1000); // never rebound
    for (int i = 0; i < 5; i++) {
      assertThat(refused(reference(IMAGE))).hasMessageContaining("status 500");
    }
    ReferenceException e = refused(reference(IMAGE));
    assertThat(e).hasMessageContaining("store.example:" + port + " has failed often");
    assertThat(e.isPassing()).isTrue();
    assertThat(connections).hasValue(5);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
    assertThat(refused(reference(IMAGE))).hasMessageContaining("status 500");
    assertThat(connections).hasValue(6);
    assertThat(refused(reference(IMAGE))).hasMessageContaining("has failed often");
    assertThat(connections).hasValue(6);
  }

  @Test
  void whatRequestersGetWrongDoesNotCountAgainstTheHost() throws Exception {
    serve(answers("404 Not Found", new byte[0]));
    for (int i = 0; i < 30; i++) {
      lookUps.set(0);
      assertThat(refused(reference(IMAGE))).hasMessageContaining("status 404");
    }
    assertThat(breakers.getAllCircuitBreakers())
        .extracting(CircuitBreaker::getState)
        .containsOnly(CircuitBreaker.State.CLOSED);
  }

  @Test
  void aFileIsReadWhereItsFolderIsListed() throws Exception {
    Path inside = Files.createDirectory(folder.resolve("frames"));
    Files.write(inside.resolve("1.png"), IMAGE);
    Path secret = Files.write(folder.resolve("secret.png"), IMAGE);
    Files.createSymbolicLink(inside.resolve("way-out.png"), secret);
    Files.createSymbolicLink(inside.resolve("way-in.png"), inside.resolve("1.png"));
    open(false, Duration.ofSeconds(20), "file://" + inside);
    String base = "file://" + inside + "/";
    assertThat(fetcher.fetch(reference(base + "1.png", IMAGE), Long.MAX_VALUE)).isEqualTo(IMAGE);
    assertThat(fetcher.fetch(reference(base + "way-in.png", IMAGE), Long.MAX_VALUE))
        .isEqualTo(IMAGE);
    assertThat(refused(reference(base + "way-out.png", IMAGE)))
        .hasMessageContaining("leads out of");
    assertThat(refused(reference(base + "2.png", IMAGE))).hasMessageContaining("does not exist");
    assertThat(refused(reference(base + "1.png", new byte[3])))
        .hasMessageContaining("bytes, not 3");
    assertThat(refused(reference("file://" + secret, IMAGE)))
        .hasMessageContaining("is in no place");
    Files.move(inside, folder.resolve("unmounted"));
    assertThat(refused(reference(base + "1.png", IMAGE)).isPassing()).isTrue();
  }
}
