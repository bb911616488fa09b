package dev.warren.worker.reference;

import static dev.warren.worker.reference.ReferenceException.lasting;

import dev.warren.protocol.FailReason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Looks a host up once and says which address to connect to. A name whose owner changes it between
 * a check and the connection finds no second look-up to answer.
 */
record Addresses(Resolver resolver, boolean localAllowed) {
  /** Of clouds, that are not link-local: AWS over IPv6, Alibaba, Oracle, Azure. */
  private static final Set<String> METADATA =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192", "168.63.129.16");

  /** IPv6 prefixes that carry an IPv4 address: NAT64 and 6to4, with the place of its first byte. */
  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

  /** The machine's own, or a test's. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * @throws ReferenceException passing if the name is unknown; lasting if any of its addresses is
   *     forbidden, for whoever gives a name such an address means no good
   */
  InetAddress of(String host) throws ReferenceException {
    InetAddress[] all;
    try {
      all = resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw ReferenceException.passing("host " + host + " is unknown", e);
    }
    for (InetAddress address : all) {
      if (!localAllowed && isForbidden(address)) {
        throw lasting(
            FailReason.MALFORMED,
            "reference: host " + host + " has a local or metadata address, which is not allowed");
      }
    }
    return all[0];
  }

  static boolean isForbidden(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || isOurs(address)) {
      return true;
    }
    byte[] bytes = address.getAddress();
    // 0.0.0.0/8 is this machine, 255.255.255.255 are all; Java calls neither anything.
    if (bytes.length == 4 && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0)) return true;
    if (METADATA.contains(withoutScope(address))) return true;
    InetAddress carried = address instanceof Inet6Address ? carried(bytes) : null;
    return carried != null && isForbidden(carried);
  }

  /** What listens on all of this machine's addresses is reached by any of them. */
  private static boolean isOurs(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // for all that is known
    }
  }

  private static InetAddress carried(byte[] bytes) {
    int at = startsWith(bytes, NAT64) ? 12 : startsWith(bytes, SIX_TO_FOUR) ? 2 : -1;
    boolean compatible = startsWith(bytes, new byte[12]); // ::a.b.c.d
    if (at < 0 && !compatible) return null;
    int from = compatible ? 12 : at;
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static String withoutScope(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}
