package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.SocketConfigurator;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandlerFactory;
import java.io.IOException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection and the socket under it. A thread that writes to a blocked broker hangs in the
 * socket, and neither interrupt nor an orderly close frees it: closing the socket does.
 * Thread-safe.
 */
public final class AmqpLink implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Above any broker's own limit, so that ours ({@link FrameLimits}) decides: exceeding the
   * client's kills the connection.
   */
  private static final int MAX_INBOUND_BYTES = 512 << 20;

  private final Node node;
  private final boolean isOneOfSeveral;
  private final Connection connection;
  private final AtomicReference<Socket> socket;

  private AmqpLink(
      Node node, boolean isOneOfSeveral, Connection connection, AtomicReference<Socket> socket) {
    this.node = node;
    this.isOneOfSeveral = isOneOfSeveral;
    this.connection = connection;
    this.socket = socket;
  }

  /**
   * As {@link #open(AmqpConfig, String, ExecutorService)}; the connection brings its own threads
   * for consumers.
   */
  public static AmqpLink open(AmqpConfig c, String connectionName) {
    return open(c, connectionName, null, null);
  }

  /**
   * As {@link #open(AmqpConfig, String)}.
   *
   * @param last {@link #node} that is tried after all others, since it was of no use; or null
   */
  public static AmqpLink open(AmqpConfig c, String connectionName, String last) {
    return open(c, connectionName, null, last);
  }

  /**
   * Opens a connection with one of the nodes: with several addresses, or a name that stands for
   * several, these are tried in random order, so that clients spread over the nodes of a cluster,
   * until one will do. Whom one refuses all would refuse.
   *
   * @param connectionName what the broker's tools show
   * @param consumers runs consumer callbacks, not shut down by us; or null for own threads
   * @throws BrokerException saying in one line what is wrong and what to do
   */
  public static AmqpLink open(AmqpConfig c, String connectionName, ExecutorService consumers) {
    return open(c, connectionName, consumers, null);
  }

  private static AmqpLink open(
      AmqpConfig c, String connectionName, ExecutorService consumers, String last) {
    requireNonNull(connectionName, "connectionName");
    if (!c.hasLogin()) {
      throw new BrokerException(
          BrokerException.Kind.AUTHENTICATION,
          "no user and password for "
              + c.address()
              + ": write amqp://USER:PASSWORD@HOST or set them separately",
          null);
    }
    Attempt attempt = new Attempt(c, connectionName, consumers);
    List<AmqpConfig> inOrder = c.each();
    Map<AmqpConfig, BrokerException> failed = new HashMap<>();
    List<Node> nodes = nodes(inOrder, failed);
    boolean areSeveral = nodes.stream().map(Node::id).distinct().count() > 1;
    Collections.shuffle(nodes);
    nodes.sort(Comparator.comparing(node -> node.id().equals(last)));
    for (Node node : nodes) {
      try {
        return attempt.with(node, areSeveral);
      } catch (BrokerException e) {
        if (e.kind() == BrokerException.Kind.AUTHENTICATION) throw e;
        failed.merge(node.config(), e, AmqpLink::moreTelling);
      }
    }
    throw BrokerProblems.opening(inOrder.stream().map(failed::get).toList());
  }

  private static List<Node> nodes(
      List<AmqpConfig> addresses, Map<AmqpConfig, BrokerException> unknown) {
    List<Node> nodes = new ArrayList<>();
    for (AmqpConfig address : addresses) {
      try {
        nodes.addAll(Node.of(address));
      } catch (UnknownHostException e) {
        unknown.put(address, BrokerProblems.opening(address, e));
      }
    }
    return nodes;
  }

  /** With what is the same for all nodes: files that cannot be read are told before a node. */
  private static final class Attempt {
    private final String connectionName;
    private final ExecutorService consumers;
    private final ConnectionFactory factory;
    private final SocketConfigurator configurator;

    Attempt(AmqpConfig c, String connectionName, ExecutorService consumers) {
      this.connectionName = connectionName;
      this.consumers = consumers;
      try {
        factory = factory(c, connectionName);
      } catch (RuntimeException e) {
        throw BrokerProblems.opening(c, e);
      }
      configurator = factory.getSocketConfigurator();
    }

    AmqpLink with(Node node, boolean isOneOfSeveral) {
      // Of this node alone: the reader of one before that failed may still close what it finds.
      AtomicReference<Socket> socket = new AtomicReference<>();
      factory.setSocketConfigurator(configurator.andThen(socket::set));
      factory.setExceptionHandler(new ReportedElsewhere(socket));
      try {
        Connection connection = factory.newConnection(consumers, node.resolver(), connectionName);
        return new AmqpLink(node, isOneOfSeveral, connection, socket);
      } catch (IOException | TimeoutException | RuntimeException e) {
        closeQuietly(socket.get());
        throw BrokerProblems.opening(node.config(), e);
      }
    }
  }

  /** That nobody listens at a name's IPv6 address must not hide why its other one refuses us. */
  private static BrokerException moreTelling(BrokerException before, BrokerException now) {
    return before.kind() == BrokerException.Kind.UNREACHABLE ? now : before;
  }

  /**
   * One more connection with the same node, and no other: the loss of another node then ends none
   * of them.
   *
   * @param connectionName what the broker's tools show
   * @throws BrokerException saying in one line what is wrong and what to do
   */
  public AmqpLink beside(String connectionName) {
    return new Attempt(node.config(), connectionName, null).with(node, isOneOfSeveral);
  }

  /** What it was opened with, with the one address that it is connected to. */
  public AmqpConfig config() {
    return node.config();
  }

  /** What tells the node that it is connected to from others, whatever they are called. */
  public String node() {
    return node.id();
  }

  /** Where it is connected to, for messages. */
  public String address() {
    return node.shown();
  }

  /** Whether there was another node to connect to. */
  public boolean isOneOfSeveral() {
    return isOneOfSeveral;
  }

  /** The connection; close it through this object. */
  public Connection connection() {
    return connection;
  }

  /** Orderly within two seconds, else by {@link #kill}. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }

  /** Orderly within {@code timeout}, else by {@link #kill}. Throws nothing. */
  public void close(Duration timeout) {
    int millis = (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    Thread closer =
        Threads.daemon("amqp-close", () -> connection.abort(AMQP.REPLY_SUCCESS, "closed", millis));
    closer.start();
    Threads.join(closer, timeout);
    if (closer.isAlive()) kill();
  }

  /**
   * Closes the socket under the connection: frees every thread that hangs in it. Bounded, throws
   * nothing.
   */
  public void kill() {
    closeQuietly(socket.get());
  }

  private static ConnectionFactory factory(AmqpConfig c, String connectionName) {
    ConnectionFactory factory = new Guarded();
    factory.setVirtualHost(c.virtualHost());
    if (c.tls().external()) {
      factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
    } else {
      factory.setUsername(c.username());
      factory.setPassword(password(c));
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat((int) c.heartbeat().toSeconds());
    int timeout = (int) c.connectTimeout().toMillis();
    factory.setConnectionTimeout(timeout);
    // The client gives half of it to each of two answers.
    factory.setHandshakeTimeout((int) Math.min(2L * timeout, Integer.MAX_VALUE));
    // A queue without a majority of its nodes answers nobody, and the connection is as good as
    // ever.
    factory.setChannelRpcTimeout(timeout);
    factory.setShutdownTimeout((int) CLOSE_TIMEOUT.toMillis());
    factory.setMaxInboundMessageBodySize(MAX_INBOUND_BYTES);
    factory.setThreadFactory(runnable -> Threads.daemon("amqp-" + connectionName, runnable));
    factory.setClientProperties(clientProperties(factory));
    if (c.isTls()) {
      factory.useSslProtocol(TlsContexts.of(c.tls()));
      factory.setSocketConfigurator(
          SocketConfigurators.defaultConfigurator().andThen(TlsContexts::restrictVersions));
      factory.enableHostnameVerification();
    }
    return factory;
  }

  /** As the file is now, for it may have changed since the last connection. */
  private static String password(AmqpConfig c) {
    if (c.passwordFile() == null) return c.password();
    try {
      return Files.readString(c.passwordFile()).stripTrailing();
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      throw new BrokerException(
          BrokerException.Kind.AUTHENTICATION,
          "the password file " + c.passwordFile() + " cannot be read: " + why,
          e);
    }
  }

  private static Map<String, Object> clientProperties(ConnectionFactory factory) {
    Map<String, Object> properties = new HashMap<>(factory.getClientProperties());
    properties.put("product", "Warren");
    return properties;
  }

  private static void closeQuietly(Socket socket) {
    if (socket == null) return;
    try {
      socket.setSoLinger(true, 0); // an encrypted one would wait for its stuck writer
      socket.close();
    } catch (IOException e) {
      // Closed enough: nothing can be done about a socket that complains.
    }
  }

  /** Nothing that a stranger writes into headers may end the thread that reads the connection. */
  private static final class Guarded extends ConnectionFactory {
    @Override
    protected FrameHandlerFactory createFrameHandlerFactory() {
      return new SocketFrameHandlerFactory(
          getConnectionTimeout(), getSocketFactory(), getSocketConfigurator(), isSSL()) {
        @Override
        public FrameHandler create(Socket socket) throws IOException {
          return new GuardedFrames(socket, MAX_INBOUND_BYTES);
        }
      };
    }
  }

  /**
   * The end of a connection reaches its owner through shutdown listeners; logging it here again
   * would be noise. But they are not called before the last thread that hangs in the socket is out
   * of it.
   */
  private static final class ReportedElsewhere extends DefaultExceptionHandler {
    private final AtomicReference<Socket> socket;

    ReportedElsewhere(AtomicReference<Socket> socket) {
      this.socket = socket;
    }

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable e) {
      closeQuietly(socket.get());
    }
  }
}
