package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerProblemsTest {
  private static String losing(int code, String text, int classId, int methodId) {
    return BrokerProblems.losing(
        new ShutdownSignalException(
            false, false, new AMQImpl.Channel.Close(code, text, classId, methodId), null));
  }

  /** RabbitMQ before 3.12 leaves it to the reader which right it misses. */
  @ParameterizedTest
  @CsvSource({
    "60, 40, exchange, write", // basic.publish
    "60, 20, queue, read", // basic.consume
    "60, 70, queue, read", // basic.get
    "50, 20, queue, write", // queue.bind
    "50, 20, exchange, read",
    "50, 10, queue, configure", // queue.declare
    "40, 10, exchange, configure", // exchange.declare
  })
  void theMissingRightIsNamed(int classId, int methodId, String what, String right) {
    String thing = what + " 'warren.frames' in vhost 'site' refused for user 'camera'";
    String named =
        "user 'camera' may not access %s 'warren.frames' in virtual host 'site': grant it the %s permission"
            .formatted(what, right);
    assertThat(
            losing(AMQP.ACCESS_REFUSED, "ACCESS_REFUSED - access to " + thing, classId, methodId))
        .startsWith(named);
    assertThat(
            losing(AMQP.ACCESS_REFUSED, "ACCESS_REFUSED - " + right + " access to " + thing, 0, 0))
        .startsWith(named);
  }

  @Test
  void aTopicIsNamedWithItsExchange() {
    String text =
        "ACCESS_REFUSED - write access to topic 'm.gate' in exchange 'warren.frames' in vhost '/'"
            + " refused for user 'camera'";
    assertThat(losing(AMQP.ACCESS_REFUSED, text, 60, 40))
        .contains("may not access topic 'm.gate' in exchange 'warren.frames' in virtual host '/'");
  }

  @Test
  void aRightThatTheBrokerCouldNotLearnIsNotMissing() {
    String text =
        "ACCESS_REFUSED - access to exchange 'warren.frames' in vhost '/' refused for user 'camera',"
            + " backend rabbit_auth_backend_http returned an error: \"Received code 500\"";
    assertThat(losing(AMQP.ACCESS_REFUSED, text, 60, 40))
        .isEqualTo("the broker closed the channel: " + text);
  }

  @Test
  void aQueueWithoutItsMajorityIsGuessedFromSilence() {
    IOException silent =
        new ChannelContinuationTimeoutException(
            new TimeoutException(), null, 1, new AMQP.Basic.Consume.Builder().build());
    String words = "basic.consume was not answered: a queue that lacks the majority of its nodes";
    assertThat(BrokerProblems.silence(new IOException(silent))).startsWith(words);
    assertThat(BrokerProblems.opening(AmqpConfig.parse("amqp://h"), silent))
        .hasMessageStartingWith("RabbitMQ at h:5672: " + words);
    assertThat(BrokerProblems.silence(new IOException("else"))).isNull();
  }

  @Test
  void otherWordsOfTheBrokersAreShownWithoutTheClients() {
    assertThat(losing(AMQP.ACCESS_REFUSED, "ACCESS_REFUSED - not\ntoday", 60, 40))
        .isEqualTo("the broker refused access: ACCESS_REFUSED - not?today");
    assertThat(losing(AMQP.NOT_FOUND, "NOT_FOUND - no exchange 'x'", 60, 40))
        .isEqualTo("the broker closed the channel: NOT_FOUND - no exchange 'x'");
    String limit = "message size 20000000 is larger than configured max size 16777216";
    assertThat(losing(AMQP.PRECONDITION_FAILED, "PRECONDITION_FAILED - " + limit, 60, 40))
        .endsWith(limit);
  }
}
