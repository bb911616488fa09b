package dev.warren.worker.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * By which names a browser may ask for the page. A foreign page can point a name of its own at
 * 127.0.0.1 and would then read what is meant for this machine alone; its requests still carry that
 * name. Whoever listens to a network has names that we cannot know.
 *
 * @param isLoopback whether only this machine can ask
 * @param own the host that was listened on
 */
record Hosts(boolean isLoopback, String own) {
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "[::1]");

  static Hosts of(HttpAddress address) throws UnknownHostException {
    String host = address.host();
    boolean isLoopback = InetAddress.getByName(host).isLoopbackAddress();
    return new Hosts(isLoopback, host.contains(":") ? "[" + host + "]" : host);
  }

  /**
   * @param header of that name, or null
   */
  boolean accept(String header) {
    if (!isLoopback) return true;
    if (header == null) return false;
    String name = header.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    return LOCAL.contains(name) || own.equalsIgnoreCase(name);
  }
}
