package dev.warren.protocol.testing.proxy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection that passes, in both directions. */
final class Link {
  /** Of the first bytes from the client, in which an AMQP connection says its name. */
  private static final int HANDSHAKE_BYTES = 4 << 10;

  private final Socket client;
  private final Socket server;
  private final Runnable ended;
  private volatile String handshake = "";
  private volatile boolean closed;

  Link(Socket client, Socket server, Runnable ended) {
    this.client = client;
    this.server = server;
    this.ended = ended;
  }

  void start(String name, Toxics toServer, Toxics toClient) throws IOException {
    new Pipe(this, client.getInputStream(), server.getOutputStream(), toServer, true)
        .start(name + "-up");
    new Pipe(this, server.getInputStream(), client.getOutputStream(), toClient, false)
        .start(name + "-down");
  }

  void sniff(byte[] bytes) {
    if (handshake.length() < HANDSHAKE_BYTES) {
      handshake += new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  String handshake() {
    return handshake;
  }

  boolean isClosed() {
    return closed;
  }

  /** Both sides see an orderly end. */
  void close() {
    if (closed) return;
    closed = true;
    quietly(client);
    quietly(server);
    ended.run();
  }

  /** Both sides see that the other one has reset the connection. */
  void reset() {
    try {
      client.setSoLinger(true, 0);
      server.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close();
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed enough.
    }
  }
}
