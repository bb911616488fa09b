package dev.warren.protocol;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.ResolvedInetAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a broker may be: one of the URI's addresses, at one of those that its host name stands for.
 * Each counts as a node of a cluster: behind a name with several addresses there is one as a rule.
 *
 * @param config with the one address of the URI
 * @param at what the name stands for
 * @param isAlone whether the name stands for nothing else
 */
record Node(AmqpConfig config, InetAddress at, boolean isAlone) {
  private static final String LOCALHOST_IPV6 = "0:0:0:0:0:0:0:1";

  /** All that the host's name stands for. */
  static List<Node> of(AmqpConfig config) throws UnknownHostException {
    InetAddress[] all = InetAddress.getAllByName(config.host());
    return Stream.of(all).map(at -> new Node(config, at, all.length == 1)).toList();
  }

  /**
   * What tells it from other nodes, whatever they are called: both of {@code localhost} are one.
   */
  String id() {
    String address = at.getHostAddress();
    return (address.equals(LOCALHOST_IPV6) ? "127.0.0.1" : address) + ":" + config.port();
  }

  /** For messages: {@code name:port}, with the address where the name does not tell it. */
  String shown() {
    return isAlone ? config.address() : config.address() + " (" + at.getHostAddress() + ")";
  }

  /** Leads amqp-client here, and leaves it the name to hold against the certificate. */
  AddressResolver resolver() {
    return () -> List.of(new ResolvedInetAddress(config.host(), at, config.port()));
  }
}
