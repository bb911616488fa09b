package dev.warren.protocol.testing.proxy;

import dev.warren.protocol.AmqpConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a server on loopback and makes the network as bad as one likes, in
 * each direction by itself. The words are Toxiproxy's.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Toxics toServer = new Toxics();
  private final Toxics toClient = new Toxics();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();

  private FaultProxy(InetSocketAddress target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  /** On the way to this broker. */
  public static FaultProxy start(AmqpConfig broker) throws IOException {
    return start(new InetSocketAddress(broker.host(), broker.port()));
  }

  /** Listens on a free port of loopback for connections to {@code target}. */
  public static FaultProxy start(InetSocketAddress target) throws IOException {
    return start(new InetSocketAddress("127.0.0.1", 0), target);
  }

  /** Listens at {@code address} for connections to {@code target}. */
  public static FaultProxy start(InetSocketAddress address, InetSocketAddress target)
      throws IOException {
    FaultProxy proxy =
        new FaultProxy(target, new ServerSocket(address.getPort(), 50, address.getAddress()));
    Thread thread = new Thread(proxy::accept, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The same broker, at the end of this way. */
  public AmqpConfig on(AmqpConfig broker) {
    return AmqpConfig.parse("amqp://127.0.0.1:" + port())
        .withCredentials(broker.username(), broker.password());
  }

  /** What is wrong on the way to the server. */
  public Toxics toServer() {
    return toServer;
  }

  /** What is wrong on the way to the client. */
  public Toxics toClient() {
    return toClient;
  }

  /** Connections so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Connections that are open. */
  public int open() {
    return links.size();
  }

  /** Resets every connection. */
  public void reset() {
    reset("");
  }

  /** The same for those alone that begin with a handshake with this text in it. */
  public void reset(String handshake) {
    for (Link link : List.copyOf(links)) {
      if (link.handshake().contains(handshake)) link.reset();
    }
  }

  /** What passes on connections of this name comes so much later, either way. */
  public FaultProxy latency(long millis, String handshake) {
    toServer.latency(millis, handshake);
    toClient.latency(millis, handshake);
    return this;
  }

  /** Nothing passes either way. */
  public void blackHole() {
    toServer.blackHole();
    toClient.blackHole();
  }

  /** Nothing is wrong any more. */
  public void clear() {
    toServer.clear();
    toClient.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // Closed, or the server is away: the client has seen an end.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    long number = accepted.incrementAndGet();
    Socket server = new Socket();
    try {
      server.connect(target, CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      client.setSoLinger(true, 0);
      client.close();
      server.close();
      throw e;
    }
    Link[] self = new Link[1];
    Link link = new Link(client, server, () -> links.remove(self[0]));
    self[0] = link;
    links.add(link);
    link.start("fault-proxy-" + number, toServer, toClient);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Link link : List.copyOf(links)) link.close();
  }
}
