package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.DnsRecordIpAddressResolver;
import com.rabbitmq.client.ListAddressResolver;
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

  private final AmqpConfig config;
  private final Connection connection;
  private final AtomicReference<Socket> socket;

  private AmqpLink(AmqpConfig config, Connection connection, AtomicReference<Socket> socket) {
    this.config = config;
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
   * @param last the address that is tried after all others, since it was of no use; or null
   */
  public static AmqpLink open(AmqpConfig c, String connectionName, String last) {
    return open(c, connectionName, null, last);
  }

  /**
   * Opens a connection with one of the addresses: they are tried in random order, so that clients
   * spread over the nodes of a cluster, until one will do. Whom one refuses all would refuse.
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
    List<AmqpConfig> inOrder = c.each();
    List<AmqpConfig> shuffled = new ArrayList<>(inOrder);
    Collections.shuffle(shuffled);
    shuffled.sort(Comparator.comparing(one -> one.address().equals(last)));
    Map<AmqpConfig, BrokerException> failed = new HashMap<>();
    for (AmqpConfig one : shuffled) {
      try {
        return connect(one, connectionName, consumers);
      } catch (BrokerException e) {
        if (e.kind() == BrokerException.Kind.AUTHENTICATION) throw e;
        failed.put(one, e);
      }
    }
    throw BrokerProblems.opening(inOrder.stream().map(failed::get).toList());
  }

  /**
   * Tries all that the host's name stands for, in random order. The client would, too, but tells of
   * the last one alone: that nobody listens at the IPv6 address would hide why the other refuses
   * us.
   */
  private static AmqpLink connect(AmqpConfig c, String connectionName, ExecutorService consumers) {
    AtomicReference<Socket> socket = new AtomicReference<>();
    BrokerException why = null;
    try {
      ConnectionFactory factory = factory(c, socket);
      for (Address address : addresses(c)) {
        try {
          AddressResolver one = new ListAddressResolver(List.of(address));
          return new AmqpLink(c, factory.newConnection(consumers, one, connectionName), socket);
        } catch (IOException | TimeoutException | RuntimeException e) {
          closeQuietly(socket.getAndSet(null));
          why = moreTelling(why, BrokerProblems.opening(c, e));
          if (why.kind() == BrokerException.Kind.AUTHENTICATION) break; // all would refuse us
        }
      }
    } catch (IOException | RuntimeException e) {
      throw BrokerProblems.opening(c, e);
    }
    throw why;
  }

  private static List<Address> addresses(AmqpConfig c) throws UnknownHostException {
    List<Address> all =
        new ArrayList<>(new DnsRecordIpAddressResolver(c.host(), c.port()).getAddresses());
    Collections.shuffle(all);
    return all;
  }

  private static BrokerException moreTelling(BrokerException before, BrokerException now) {
    return before == null || before.kind() == BrokerException.Kind.UNREACHABLE ? now : before;
  }

  /** What it was opened with, with the one address that it is connected to. */
  public AmqpConfig config() {
    return config;
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

  private static ConnectionFactory factory(AmqpConfig c, AtomicReference<Socket> socket) {
    ConnectionFactory factory = new Guarded();
    factory.setHost(c.host());
    factory.setPort(c.port());
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
    factory.setThreadFactory(runnable -> Threads.daemon("amqp-" + c.address(), runnable));
    SocketConfigurator configurator =
        SocketConfigurators.defaultConfigurator().andThen(socket::set);
    factory.setSocketConfigurator(configurator);
    factory.setExceptionHandler(new ReportedElsewhere(socket));
    factory.setClientProperties(clientProperties(factory));
    if (c.isTls()) {
      factory.useSslProtocol(TlsContexts.of(c.tls()));
      factory.setSocketConfigurator(configurator.andThen(TlsContexts::restrictVersions));
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
