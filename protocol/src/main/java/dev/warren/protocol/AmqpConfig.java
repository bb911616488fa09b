package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where the broker is and who we are there. {@code toString()} shows no secret.
 *
 * @param uri where it is, without user information
 * @param username or null if not known yet
 * @param password or null if not known yet, or if it stands in a file
 * @param passwordFile file with the password, read at each connect; or null
 * @param tls whom to trust and how to show who we are; of use to {@code amqps} alone
 * @param connectTimeout for TCP, and for each answer of the handshake and on a channel
 * @param heartbeat a connection silent for about twice this long counts as lost
 */
public record AmqpConfig(
    AmqpUri uri,
    String username,
    String password,
    Path passwordFile,
    AmqpTls tls,
    Duration connectTimeout,
    Duration heartbeat) {
  public AmqpConfig {
    requireNonNull(uri, "uri");
    requireNonNull(tls, "tls");
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(heartbeat, "heartbeat");
    if (password != null && passwordFile != null)
      throw new IllegalArgumentException("password and passwordFile exclude one another");
    if (!uri.isTls() && !tls.equals(AmqpTls.DEFAULT)) {
      throw new IllegalArgumentException(
          "AMQP URI begins with amqp://, which does not encrypt: certificates need amqps://");
    }
    if (connectTimeout.toMillis() < 1 || connectTimeout.toMillis() > Integer.MAX_VALUE)
      throw new IllegalArgumentException(
          "connectTimeout not in 1.." + Integer.MAX_VALUE + " ms: " + connectTimeout);
    if (heartbeat.toSeconds() < 1 || heartbeat.toSeconds() > 65_535)
      throw new IllegalArgumentException("heartbeat not in 1..65535 s: " + heartbeat);
  }

  /**
   * Reads {@code amqp[s]://[user:password@]host[:port][,host[:port]...][/vhost]}. Ports are 5672 or
   * 5671 (TLS), the virtual host is {@code /}, unless it says otherwise. Without user information,
   * add {@link #withCredentials} before connecting: there are no default credentials.
   *
   * @throws IllegalArgumentException saying what is wrong, without repeating the URI, which may
   *     hold a password
   */
  public static AmqpConfig parse(String uri) {
    List<URI> parsed = AmqpUri.read(requireNonNull(uri, "uri").strip());
    String username = null;
    String password = null;
    String user = parsed.get(0).getRawUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      if (colon < 0)
        throw new IllegalArgumentException(
            "AMQP URI has a user but no password: amqp://USER:PASSWORD@HOST");
      username = AmqpUri.decoded(user.substring(0, colon));
      password = AmqpUri.decoded(user.substring(colon + 1));
    }
    return new AmqpConfig(
        AmqpUri.of(parsed),
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

  /** The same for each of its addresses alone, in their order. */
  public List<AmqpConfig> each() {
    return uri.addresses().stream()
        .map(
            address ->
                new AmqpConfig(
                    uri.at(address),
                    username,
                    password,
                    passwordFile,
                    tls,
                    connectTimeout,
                    heartbeat))
        .toList();
  }

  /** Host name or address, the first one. */
  public String host() {
    return uri.addresses().get(0).host();
  }

  /** The port beside {@link #host}. */
  public int port() {
    return uri.addresses().get(0).port();
  }

  /** Whether the connection is encrypted. */
  public boolean isTls() {
    return uri.isTls();
  }

  /** The virtual host. */
  public String virtualHost() {
    return uri.virtualHost();
  }

  /** {@code host:port}, of several with commas between them, for messages. */
  public String address() {
    return uri.authority();
  }

  @Override
  public String toString() {
    String password =
        passwordFile != null ? "in " + passwordFile : this.password == null ? "none" : "***";
    return "AmqpConfig[%s, username=%s, password=%s, tls=%s, connectTimeout=%s, heartbeat=%s]"
        .formatted(uri, username, password, tls, connectTimeout, heartbeat);
  }
}
