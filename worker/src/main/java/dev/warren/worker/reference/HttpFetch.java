package dev.warren.worker.reference;

import static dev.warren.worker.reference.ImageBody.malformed;
import static dev.warren.worker.reference.ReferenceException.hurried;
import static dev.warren.worker.reference.ReferenceException.lasting;
import static dev.warren.worker.reference.ReferenceException.passing;

import dev.warren.common.Daemons;
import dev.warren.protocol.FailReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET on a connection of its own. The JDK's clients look a host up by themselves, after any
 * check of ours, and follow redirects; here the address that was checked is the one that is
 * connected to, while TLS still asks for the certificate of the name. Thread-safe; close it.
 */
final class HttpFetch implements AutoCloseable {
  /** Who has not answered by then is slow, whoever asks. */
  private static final long FAIR_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ReferenceConfig config;
  private final Addresses addresses;
  private final SSLSocketFactory tls;

  /**
   * Closes sockets in time: a server that sends a byte a second would outlive any other timeout.
   */
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Daemons.named("reference-timer"));

  HttpFetch(ReferenceConfig config, Addresses addresses, SSLSocketFactory tls) {
    this.config = config;
    this.addresses = addresses;
    this.tls = tls;
    timer.setRemoveOnCancelPolicy(true); // each holds a socket
  }

  /**
   * @param mostNanos that the frame has time for, where that is less than the configured timeout
   */
  byte[] fetch(FrameReference reference, long mostNanos) throws ReferenceException {
    long begin = System.nanoTime();
    URI uri = reference.uri();
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    InetAddress address = addresses.of(host);
    long nanos = Math.min(usualNanos(), mostNanos - (System.nanoTime() - begin));
    AtomicBoolean late = new AtomicBoolean();
    try (Socket plain = new Socket(Proxy.NO_PROXY)) {
      Runnable end =
          () -> {
            late.set(true); // first: the reader looks at once
            closeQuietly(plain);
          };
      Future<?> timeout = timer.schedule(end, nanos, TimeUnit.NANOSECONDS);
      try {
        int connectMillis = (int) Math.min(config.connectTimeout().toMillis(), Integer.MAX_VALUE);
        plain.connect(new InetSocketAddress(address, uri.getPort()), connectMillis);
        Socket socket =
            uri.getScheme().equals("https") ? secured(plain, host, uri.getPort()) : plain;
        socket.getOutputStream().write(request(uri));
        return body(new BufferedInputStream(socket.getInputStream()), reference);
      } finally {
        timeout.cancel(false);
      }
    } catch (IOException e) {
      if (late.get()) throw cut(reference, nanos, e);
      throw passing(reference.place() + ": " + words(e), e);
    }
  }

  /** The timeouts of fetches that run are kept. */
  @Override
  public void close() {
    timer.shutdown();
  }

  /** The certificate must be the name's, whatever address it has. */
  private Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A {@link SafeUri} has nothing in it that could end a line. */
  static byte[] request(URI uri) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String text =
        ("GET %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Warren\r\nAccept: image/*\r\n"
                + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n")
            .formatted(uri.getRawPath(), query, hostHeader(uri));
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Without the port that goes without saying: signed URIs are signed without it. */
  private static String hostHeader(URI uri) {
    int usualPort = uri.getScheme().equals("https") ? 443 : 80;
    return uri.getPort() == usualPort ? uri.getHost() : uri.getRawAuthority();
  }

  private static byte[] body(InputStream in, FrameReference reference)
      throws IOException, ReferenceException {
    HttpAnswer answer;
    do {
      answer = HttpAnswer.read(in);
    } while (answer.status() / 100 == 1); // the answer is still to come
    int status = answer.status();
    boolean later = status >= 500 || status == 408 || status == 425 || status == 429;
    if (later) throw passing(reference.place() + " answers with status " + status, null);
    if (status / 100 == 3) {
      throw malformed(reference, "redirects (status " + status + "), which is not followed");
    }
    if (status != 200) throw malformed(reference, "answers with status " + status);
    if (answer.contentLength() < 0 || !answer.isPlain()) {
      throw lasting(
          FailReason.UNSUPPORTED,
          "reference: " + reference.place() + " comes encoded or without Content-Length");
    }
    if (answer.contentLength() != reference.size()) {
      throw malformed(
          reference, "has " + answer.contentLength() + " bytes, not " + reference.size());
    }
    return ImageBody.read(in, reference);
  }

  private ReferenceException cut(FrameReference reference, long nanos, IOException e) {
    long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
    String message = "%s: no image within %d ms".formatted(reference.place(), millis);
    boolean isFair = nanos >= Math.min(usualNanos(), FAIR_NANOS);
    return isFair ? passing(message, e) : hurried(message, e);
  }

  private long usualNanos() {
    return TimeUnit.MILLISECONDS.toNanos(config.timeout().toMillis());
  }

  private static String words(IOException e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + ": " + text;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed enough.
    }
  }
}
