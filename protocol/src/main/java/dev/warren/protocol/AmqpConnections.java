package dev.warren.protocol;

import com.rabbitmq.client.Connection;

/**
 * Opens connections the way Warren wants them: automatic recovery off (whoever owns the connection
 * rebuilds what hung on it), heartbeats, TLS with hostname verification and the JVM's trust store,
 * a name that the broker's tools show, daemon threads.
 */
public final class AmqpConnections {
  private AmqpConnections() {}

  /**
   * Opens a connection. See {@link AmqpLink} for one that can be closed in bounded time whatever
   * the broker does.
   *
   * @param connectionName what the broker's tools show
   * @throws BrokerException saying in one line what is wrong and what to do
   */
  public static Connection open(AmqpConfig c, String connectionName) {
    return AmqpLink.open(c, connectionName).connection();
  }
}
