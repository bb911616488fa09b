package dev.warren.worker.http;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host name or address, an IPv6 address without its brackets
 * @param port 0 for a free one
 */
public record HttpAddress(String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PORT = 65_535;

  /** Seen from this machine alone; beside it a second worker finds the port taken. */
  public static final HttpAddress DEFAULT = new HttpAddress(LOOPBACK, 9095);

  /** {@code 9095}, {@code host:9095}, {@code [::1]:9095}. */
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([\\w:.%]+)]|([^\\s:/\\[\\]]+)):)?(\\d{1,9})");

  public HttpAddress {
    requireNonNull(host, "host");
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port not in 0..65535: " + port);
    }
  }

  /**
   * @param text a port alone stands for 127.0.0.1
   * @throws IllegalArgumentException when it is neither of the forms
   */
  public static HttpAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "http is not HOST:PORT, PORT or off (an IPv6 address in brackets): '" + text + "'");
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException("http has a port not in 0..65535: '" + text + "'");
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return new HttpAddress(host != null ? host : LOOPBACK, port);
  }

  HttpAddress withPort(int other) {
    return new HttpAddress(host, other);
  }

  /** As it stands in a URL. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
