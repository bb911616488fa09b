package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.AlteredHeaders;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Short strings that are no UTF-8, which a broker passes on as they are. Read, each such byte is a
 * character of three bytes. What had 200 of them must not be too long to be sent back: the channel
 * would count a confirm that never comes.
 */
class ForeignBytesIT {
  /** Is written as a byte that UTF-8 does not have. */
  private static final String FOREIGN = "~".repeat(200);

  private static final byte[] IMAGE = Pictures.grey(FakeSite.SIDE, 7);

  private final FakeSite site = new FakeSite();
  private Connection connection;
  private Channel channel;

  @BeforeEach
  void open() throws Exception {
    connection =
        AlteredHeaders.andMethods(RabbitMq.shared().uri(), ForeignBytesIT::written).newConnection();
    channel = connection.createChannel();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    site.close();
  }

  private static byte[] written(byte[] payload) {
    for (int i = 0; i < payload.length; i++) if (payload[i] == '~') payload[i] = (byte) 0xFF;
    return payload;
  }

  private void publish(String key, AMQP.BasicProperties.Builder properties) throws Exception {
    channel.basicPublish(site.broker.topology().framesExchange(), key, properties.build(), IMAGE);
  }

  private static AMQP.BasicProperties.Builder message(String id) {
    return new AMQP.BasicProperties.Builder().messageId(id);
  }

  @Test
  void everyFrameIsSettledAndNoOtherIsHeldUp() throws Exception {
    String key = FakeSite.MODEL + ".gate";
    FakeEngine engine = new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, FakeSite.MAX_BATCH, 1);
    try (Worker worker = site.start(engine)) {
      publish(key, message("correlated").correlationId(FOREIGN));
      publish(key, message("unanswered").replyTo(FOREIGN));
      publish(FakeSite.MODEL + "." + FOREIGN, message("routed"));
      publish(key, message(FOREIGN));
      publish(key, message("application").appId(FOREIGN));
      publish(key, message("good"));
      await().until(() -> site.broker.results().size() == 5);
      await().until(() -> site.counters.totals().returned() == 1);
      await()
          .untilAsserted(
              () ->
                  assertThat(site.counters.totals().confirmed())
                      .as("with the returned one")
                      .isEqualTo(6));
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
    assertThat(site.broker.results().values())
        .allSatisfy(answers -> assertThat(answers).hasSize(1));
    for (String id : List.of("application", "routed", "good")) {
      ReceivedResult answer = site.broker.results().get(id).get(0);
      assertThat(answer.result()).as(id).isInstanceOf(FrameResult.Detected.class);
      assertThat(answer.correlationId()).isEqualTo(id);
    }
  }
}
