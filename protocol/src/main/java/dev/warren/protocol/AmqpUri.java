package dev.warren.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where the broker is. Holds no secret.
 *
 * @param isTls whether connections are encrypted
 * @param addresses of the nodes of one cluster: each will do
 * @param virtualHost decoded
 */
public record AmqpUri(boolean isTls, List<Address> addresses, String virtualHost) {
  /** More than any cluster has. */
  public static final int MOST_ADDRESSES = 16;

  private static final String PATTERN = "amqp://USER:PASSWORD@HOST-1,HOST-2:5672/VHOST";
  private static final int PLAIN_PORT = 5672;
  private static final int TLS_PORT = 5671;

  /**
   * One node, or what stands before it.
   *
   * @param host name or IP address, one of version 6 in brackets
   */
  public record Address(String host, int port) {
    public Address {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("AMQP URI has a port not in 1..65535: " + port);
      }
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  public AmqpUri {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) throw new IllegalArgumentException("AMQP URI has no address");
    if (addresses.size() > MOST_ADDRESSES) {
      throw new IllegalArgumentException(
          "AMQP URI has more than " + MOST_ADDRESSES + " addresses: " + addresses.size());
    }
    Set<String> known = new HashSet<>();
    for (Address address : addresses) {
      if (!known.add(address.toString().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("AMQP URI names " + address + " twice");
      }
    }
  }

  /** The same with this address alone. */
  AmqpUri at(Address address) {
    return new AmqpUri(isTls, List.of(address), virtualHost);
  }

  /**
   * Of {@code scheme://user:password@HOST,HOST:PORT/vhost} what {@link URI} makes of it with each
   * address alone: by itself it knows of no more than one.
   *
   * @throws IllegalArgumentException saying what is wrong, without repeating any of it
   */
  static List<URI> read(String text) {
    int slashes = text.indexOf("://");
    int start = slashes < 0 ? 0 : slashes + 3;
    int end = start;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) end++;
    int at = text.lastIndexOf('@', end - 1);
    if (at > text.indexOf('@', start)) {
      throw new IllegalArgumentException(
          "AMQP URI has more than one @: write special characters of user and password as %XX, and"
              + " both once, before the first address: "
              + PATTERN);
    }
    start = Math.max(start, at + 1);
    String[] addresses = text.substring(start, end).split(",", -1);
    List<URI> uris = new ArrayList<>();
    for (String address : addresses) {
      if (address.isEmpty() && addresses.length > 1) {
        throw new IllegalArgumentException("AMQP URI has an empty address: " + PATTERN);
      }
      uris.add(uri(text.substring(0, start) + address + text.substring(end)));
    }
    return uris;
  }

  private static URI uri(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      String hint = " (write special characters of user and password as %XX)";
      throw new IllegalArgumentException("AMQP URI is malformed: " + e.getReason() + hint);
    }
    if (String.valueOf(uri.getRawPath()).indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "AMQP URI has an @ after the host: write special characters of user and password as %XX");
    }
    return uri;
  }

  /**
   * What they say but for the user.
   *
   * @param uris alike but for the address
   * @throws IllegalArgumentException saying what is wrong, without repeating a password
   */
  static AmqpUri of(List<URI> uris) {
    for (int i = 0; i < uris.size(); i++) {
      check(uris.get(i), uris.size() == 1 ? "" : " as address " + (i + 1));
    }
    boolean isTls = "amqps".equals(uris.get(0).getScheme());
    int port = isTls ? TLS_PORT : PLAIN_PORT;
    String path = uris.get(0).getRawPath();
    return new AmqpUri(
        isTls,
        uris.stream()
            .map(uri -> new Address(uri.getHost(), uri.getPort() < 0 ? port : uri.getPort()))
            .toList(),
        path.length() <= 1 ? "/" : decoded(path.substring(1)));
  }

  private static void check(URI uri, String place) {
    if (!"amqp".equals(uri.getScheme()) && !"amqps".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "AMQP URI does not begin with amqp:// or amqps://, as in " + PATTERN);
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("AMQP URI names no valid host" + place + ": " + PATTERN);
    }
    if (uri.getRawPath().indexOf('/', 1) > 0) {
      throw new IllegalArgumentException(
          "AMQP URI has more than one path segment (write / in a virtual host as %2F)");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "AMQP URI has a query or fragment, which Warren does not read (write ? and # in a password"
              + " as %3F and %23)");
    }
  }

  static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** {@code host:port}, of several with commas between them. */
  String authority() {
    return String.join(",", addresses.stream().map(Address::toString).toList());
  }

  @Override
  public String toString() {
    String path = URLEncoder.encode(virtualHost, StandardCharsets.UTF_8).replace("+", "%20");
    return (isTls ? "amqps://" : "amqp://") + authority() + "/" + path;
  }
}
