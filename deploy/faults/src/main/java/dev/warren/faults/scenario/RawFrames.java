package dev.warren.faults.scenario;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.faults.ledger.Frame;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Site;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Messages of any kind, past all checks of Warren's own client. */
final class RawFrames implements AutoCloseable {
  private static final long CONFIRM_MILLIS = TimeUnit.SECONDS.toMillis(30);
  private static final String KEY = Site.MODEL + ".raw";

  private final Round round;
  private final Connection connection;
  private final Channel channel;
  private int sent;

  private RawFrames(Round round, Connection connection, Channel channel) {
    this.round = round;
    this.connection = connection;
    this.channel = channel;
  }

  static RawFrames open(Round round) throws IOException {
    Connection connection = round.site().broker().connect();
    Channel channel = connection.createChannel();
    channel.confirmSelect();
    return new RawFrames(round, connection, channel);
  }

  /** What its body deserves is a failure. */
  void send(String name, String contentType, Map<String, Object> headers, byte[] body)
      throws Exception {
    send(name, properties(contentType, headers), body, -1, Fate.FAILED);
  }

  /**
   * Confirmed when this returns.
   *
   * @param properties get an id that begins with the name
   */
  String send(String name, AMQP.BasicProperties properties, byte[] body, int level, Fate fate)
      throws Exception {
    String id = name + "-raw-" + sent++;
    round.ledger().attempted(new Frame(id, level, fate));
    publish(properties.builder().messageId(id).build(), body);
    round.ledger().acknowledged(id);
    return id;
  }

  /** As it is, without a line in the ledger. */
  void publish(AMQP.BasicProperties properties, byte[] body)
      throws IOException, InterruptedException, TimeoutException {
    channel.basicPublish(Site.TOPOLOGY.framesExchange(), KEY, properties, body);
    channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
  }

  /** Why the broker closed the channel after this; "" if it did not. */
  String refusalOf(AMQP.BasicProperties properties, byte[] body) throws InterruptedException {
    try {
      publish(properties, body);
      return "";
    } catch (ShutdownSignalException e) {
      return String.valueOf(e.getReason());
    } catch (IOException | TimeoutException e) {
      ShutdownSignalException reason = channel.getCloseReason();
      return String.valueOf(reason == null ? e : reason.getReason());
    }
  }

  static AMQP.BasicProperties properties(String contentType, Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder()
        .type("vision.detect.v1")
        .contentType(contentType)
        .deliveryMode(2)
        .headers(headers)
        .build();
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (AlreadyClosedException e) {
      // As it should be.
    }
  }
}
