package dev.warren.protocol.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback that two test JVMs never share, below 32768, where no outgoing connection is
 * ever put. The first port of the block stays bound as the claim to the others until closed.
 */
final class Ports implements AutoCloseable {
  private static final int LOWEST = 20_000;
  private static final int BLOCKS = 3_000;
  private static final int BLOCK = 4;

  private final ServerSocket claim;

  private Ports(ServerSocket claim) {
    this.claim = claim;
  }

  static Ports claim() throws IOException {
    int start = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int base = LOWEST + (start + i) % BLOCKS * BLOCK;
      ServerSocket claim = bind(base);
      if (claim == null) continue;
      if (isFree(base + 1) && isFree(base + 2) && isFree(base + 3)) return new Ports(claim);
      claim.close();
    }
    throw new IOException("no four free ports in " + LOWEST + ".." + (LOWEST + BLOCKS * BLOCK));
  }

  int amqp() {
    return claim.getLocalPort() + 1;
  }

  int distribution() {
    return claim.getLocalPort() + 2;
  }

  int epmd() {
    return claim.getLocalPort() + 3;
  }

  @Override
  public void close() throws IOException {
    claim.close();
  }

  private static boolean isFree(int port) throws IOException {
    ServerSocket socket = bind(port);
    if (socket == null) return false;
    socket.close();
    return true;
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return socket;
    } catch (IOException taken) {
      socket.close();
      return null;
    }
  }
}
