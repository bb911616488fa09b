package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the broker is and who we are there. {@code toString()} shows no secret.
 *
 * @param uri {@code amqp://host:port/vhost} or {@code amqps://...}, without user information; no
 *     path or {@code /} is the virtual host {@code /}
 * @param username or null if not known yet
 * @param password or null if not known yet, or if it stands in a file
 * @param passwordFile file with the password, read at each connect; or null
 * @param tls whom to trust and how to show who we are; of use to {@code amqps} alone
 * @param connectTimeout for TCP and, again, for the handshake
 * @param heartbeat a connection silent for about twice this long counts as lost
 */
public record AmqpConfig(
    URI uri,
    String username,
    String password,
    Path passwordFile,
    AmqpTls tls,
    Duration connectTimeout,
    Duration heartbeat) {
  private static final int PLAIN_PORT = 5672;
  private static final int TLS_PORT = 5671;

  /** Checks the URI. */
  public AmqpConfig {
    requireNonNull(uri, "uri");
    requireNonNull(tls, "tls");
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(heartbeat, "heartbeat");
    if (!"amqp".equals(uri.getScheme()) && !"amqps".equals(uri.getScheme())) {
      throw new IllegalArgumentException("AMQP URI does not begin with amqp:// or amqps://");
    }
    if (uri.getUserInfo() != null)
      throw new IllegalArgumentException("AMQP URI carries credentials: use parse");
    if (uri.getHost() == null)
      throw new IllegalArgumentException("AMQP URI names no valid host: amqp://HOST:5672");
    if (uri.getRawPath().indexOf('/', 1) > 0) {
      throw new IllegalArgumentException(
          "AMQP URI has more than one path segment (write / in a virtual host as %2F)");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "AMQP URI has a query or fragment, which Warren does not read");
    }
    if (password != null && passwordFile != null)
      throw new IllegalArgumentException("password and passwordFile exclude one another");
    if ("amqp".equals(uri.getScheme()) && !tls.equals(AmqpTls.DEFAULT)) {
      throw new IllegalArgumentException(
          "AMQP URI begins with amqp://, which does not encrypt: certificates need amqps://");
    }
    if (connectTimeout.toMillis() < 1)
      throw new IllegalArgumentException("connectTimeout < 1 ms: " + connectTimeout);
    if (heartbeat.toSeconds() < 1 || heartbeat.toSeconds() > 65_535)
      throw new IllegalArgumentException("heartbeat not in 1..65535 s: " + heartbeat);
  }

  /**
   * Reads {@code amqp[s]://[user:password@]host[:port][/vhost]}. Without user information, add
   * {@link #withCredentials} before connecting: there are no default credentials.
   *
   * @throws IllegalArgumentException saying what is wrong, without repeating the URI, which may
   *     hold a password
   */
  public static AmqpConfig parse(String uri) {
    URI parsed;
    try {
      parsed = new URI(requireNonNull(uri, "uri").strip());
    } catch (URISyntaxException e) {
      String hint = " (write special characters of user and password as %XX)";
      throw new IllegalArgumentException("AMQP URI is malformed: " + e.getReason() + hint);
    }
    if (String.valueOf(parsed.getRawPath()).indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "AMQP URI has an @ after the host: write special characters of user and password as %XX");
    }
    String username = null;
    String password = null;
    String user = parsed.getRawUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      if (colon < 0)
        throw new IllegalArgumentException(
            "AMQP URI has a user but no password: amqp://USER:PASSWORD@HOST");
      username = decoded(user.substring(0, colon));
      password = decoded(user.substring(colon + 1));
    }
    return new AmqpConfig(
        withoutUser(parsed),
        username,
        password,
        null,
        AmqpTls.DEFAULT,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10));
  }

  /** The same broker as somebody else. */
  public AmqpConfig withCredentials(String user, String password) {
    return new AmqpConfig(
        uri,
        requireNonNull(user, "user"),
        requireNonNull(password, "password"),
        null,
        tls,
        connectTimeout,
        heartbeat);
  }

  /**
   * The same broker as somebody whose password stands in a file, without white space at its end.
   * The file is read at each connect: a password that was changed is taken without a restart.
   */
  public AmqpConfig withPasswordFile(String user, Path file) {
    return new AmqpConfig(
        uri,
        requireNonNull(user, "user"),
        null,
        requireNonNull(file, "file"),
        tls,
        connectTimeout,
        heartbeat);
  }

  /**
   * The same with these certificates.
   *
   * @throws IllegalArgumentException unless the URI begins with {@code amqps://}
   */
  public AmqpConfig withTls(AmqpTls tls) {
    return new AmqpConfig(uri, username, password, passwordFile, tls, connectTimeout, heartbeat);
  }

  /** The same with another time limit. */
  public AmqpConfig withConnectTimeout(Duration timeout) {
    return new AmqpConfig(uri, username, password, passwordFile, tls, timeout, heartbeat);
  }

  /** The same, but a connection silent for about twice this long counts as lost. */
  public AmqpConfig withHeartbeat(Duration heartbeat) {
    return new AmqpConfig(uri, username, password, passwordFile, tls, connectTimeout, heartbeat);
  }

  /** Whether it says how to log in. */
  public boolean hasLogin() {
    return tls.external() || username != null && (password != null || passwordFile != null);
  }

  /** Whom we log in as, for messages. */
  public String user() {
    return tls.external() ? "of the certificate " + tls.certificateFile() : Wire.shown(username);
  }

  /** Host name or address. */
  public String host() {
    return uri.getHost();
  }

  /** The port, 5672 or 5671 (TLS) if the URI names none. */
  public int port() {
    if (uri.getPort() >= 0) return uri.getPort();
    return isTls() ? TLS_PORT : PLAIN_PORT;
  }

  /** Whether the connection is encrypted. */
  public boolean isTls() {
    return "amqps".equals(uri.getScheme());
  }

  /** The virtual host. */
  public String virtualHost() {
    String path = uri.getRawPath();
    return path.length() <= 1 ? "/" : decoded(path.substring(1));
  }

  /** {@code host:port}, for messages. */
  public String address() {
    return host() + ":" + port();
  }

  @Override
  public String toString() {
    String password =
        passwordFile != null ? "in " + passwordFile : this.password == null ? "none" : "***";
    return "AmqpConfig["
        + uri
        + ", username="
        + username
        + ", password="
        + password
        + ", tls="
        + tls
        + ", connectTimeout="
        + connectTimeout
        + ", heartbeat="
        + heartbeat
        + "]";
  }

  private static URI withoutUser(URI parsed) {
    if (parsed.getHost() == null) {
      throw new IllegalArgumentException(
          "AMQP URI names no valid host: amqp://USER:PASSWORD@HOST:5672/VHOST");
    }
    String port = parsed.getPort() < 0 ? "" : ":" + parsed.getPort();
    String query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
    String fragment = parsed.getRawFragment() == null ? "" : "#" + parsed.getRawFragment();
    return URI.create(
        parsed.getScheme()
            + "://"
            + parsed.getHost()
            + port
            + parsed.getRawPath()
            + query
            + fragment);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
