package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.fuzz.FuzzRun;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Damaged properties, published past the client's own writer: whatever RabbitMQ lets through, the
 * consumer's connection outlives. That is what "not delivered" of the other targets rests on.
 */
class DamagedHeadersIT implements FuzzTarget {
  private static final int FIXED_BYTES = 12;
  private static final int INPUTS = 400;

  private final RabbitMq rabbit = RabbitMq.shared();
  private final AtomicInteger delivered = new AtomicInteger();
  @AutoClose private AmqpLink link;
  private String queue;
  private byte[] properties;

  @BeforeEach
  void open() throws Exception {
    link = AmqpLink.open(rabbit.amqp(), "test");
    Channel channel = link.connection().createChannel();
    queue = rabbit.topology().ownQueue();
    channel.queueDeclare(queue, false, true, true, null);
    channel.basicConsume(queue, true, (tag, message) -> delivered.incrementAndGet(), tag -> {});
  }

  @Test
  void theConsumerOutlivesWhateverTheBrokerDelivers() {
    FuzzRun run = FuzzRun.of(this, 1, INPUTS);
    System.out.println(run);
    assertThat(run.ends()).containsOnlyKeys("delivered", "refused by the broker");
    assertThat(run.ends().values()).allMatch(count -> count > INPUTS / 20);
    await().until(() -> delivered.get() == run.ends().get("delivered"));
    assertThat(link.connection().isOpen()).isTrue();
  }

  @Override
  public String name() {
    return "damaged headers";
  }

  @Override
  public List<byte[]> seeds() {
    return EnvelopeSeeds.frames().subList(0, 100);
  }

  @Override
  public String run(byte[] input) throws Exception {
    RawEnvelope read = RawEnvelope.read(input);
    int from = Math.min(input.length, 1 + (input.length == 0 ? 0 : input[0] & 0xff));
    int body = read == null ? 0 : Math.min(read.body().length, input.length - from);
    properties = Arrays.copyOfRange(input, from, input.length - body);
    if (properties.length > 100_000) return NOT_DELIVERED; // more than a frame
    String end = published();
    if (!link.connection().isOpen()) {
      throw new AssertionError(
          "the consumer's connection ended: " + link.connection().getCloseReason());
    }
    return end;
  }

  private String published() throws Exception {
    try (Connection connection = damaging().newConnection()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.basicPublish("", queue, new AMQP.BasicProperties(), new byte[] {1});
      channel.waitForConfirmsOrDie(10_000);
      return "delivered";
    } catch (ShutdownSignalException | IOException e) {
      return "refused by the broker";
    } catch (TimeoutException e) {
      throw new AssertionError("neither confirmed nor refused", e);
    }
  }

  private ConnectionFactory damaging() throws Exception {
    ConnectionFactory factory =
        new AlteredHeaders(
            rabbit.uri(),
            payload -> {
              byte[] damaged = Arrays.copyOf(payload, FIXED_BYTES + properties.length);
              System.arraycopy(properties, 0, damaged, FIXED_BYTES, properties.length);
              return damaged;
            });
    factory.setHandshakeTimeout(120_000); // RabbitMQ 4.3 took more than 5 s after many bad ends
    factory.setExceptionHandler(
        new DefaultExceptionHandler() {
          @Override
          public void handleUnexpectedConnectionDriverException(Connection c, Throwable expected) {}
        });
    return factory;
  }
}
