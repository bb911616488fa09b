package dev.warren.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.LongStringHelper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultMessagesTest {
  private static final FrameResult SKIPPED =
      new FrameResult.Skipped(Samples.REF, SkipReason.DEADLINE);
  private static final ResultHeaders FULL =
      new ResultHeaders("w1", "tensorrt", 8, 1, 42L, new Timings(1.5, 2.5, null, 4.0, 0.0), "00-a");

  @Test
  void propertiesNameTheResultAndItsRequest() {
    AMQP.BasicProperties p = ResultMessages.properties(SKIPPED, FULL, null);
    assertThat(p.getMessageId()).isEqualTo(Samples.REF.resultId());
    assertThat(p.getCorrelationId()).isEqualTo("cam7-1841");
    assertThat(p.getType()).isEqualTo("vision.skipped.v1");
    assertThat(p.getContentType()).isEqualTo("application/json");
    assertThat(p.getDeliveryMode()).isEqualTo(2);
    assertThat(p.getHeaders())
        .containsEntry("status", "skipped")
        .containsEntry("reason", "deadline");
    assertThat(ResultMessages.properties(SKIPPED, FULL, "call-1").getCorrelationId())
        .isEqualTo("call-1");
  }

  @Test
  void whatIsWrittenIsRead() {
    for (ResultHeaders headers : List.of(FULL, ResultHeaders.NONE)) {
      AMQP.BasicProperties p = ResultMessages.properties(SKIPPED, headers, "call-1");
      ReceivedResult read = ResultMessages.read("m.c", p, ResultCodec.encode(SKIPPED), 0);
      assertThat(read.result()).isEqualTo(SKIPPED);
      assertThat(read.headers()).isEqualTo(headers);
      assertThat(read.correlationId()).isEqualTo("call-1");
      assertThat(read.routingKey()).isEqualTo("m.c");
    }
  }

  /** As the README says of versions. */
  @Test
  void whatANewerWorkerAddsIsIgnoredAndAReasonThatIsUnknownIsRefused() {
    Map<String, Object> headers =
        Map.of("new", Map.of("a", 1), "timings_ms", Map.of("decode", 2.5, "new", "x"));
    AMQP.BasicProperties p = new AMQP.BasicProperties.Builder().headers(headers).build();
    String body = new String(ResultCodec.encode(SKIPPED), UTF_8);
    byte[] more = body.replace("{", "{\"new\":{\"reason\":1},").getBytes(UTF_8);
    ReceivedResult read = ResultMessages.read("m.c", p, more, 0);
    assertThat(read.result()).isEqualTo(SKIPPED);
    assertThat(read.headers().timings()).isEqualTo(new Timings(null, 2.5, null, null, null));
    byte[] other = body.replace("\"deadline\"", "\"bored\"").getBytes(UTF_8);
    assertThatThrownBy(() -> ResultMessages.read("m.c", p, other, 0))
        .isInstanceOf(MalformedResultException.class)
        .hasMessage("reason is none of its values: bored");
  }

  @Test
  void headersThatWereReplacedOnArrivalAreRefused() {
    Map<String, Object> marker = Map.of(Headers.REFUSED, "are too odd");
    AMQP.BasicProperties p = new AMQP.BasicProperties.Builder().headers(marker).build();
    byte[] body = ResultCodec.encode(SKIPPED);
    assertThatThrownBy(() -> ResultMessages.read("m.c", p, body, 0))
        .isInstanceOf(MalformedResultException.class)
        .hasMessage("headers are too odd");
  }

  @Test
  void malformedHeadersReadAsNull() {
    Map<String, Object> headers =
        Map.of(
            "worker",
            LongStringHelper.asLongString("w"),
            "batch_size",
            "x",
            "attempt",
            1L << 40,
            "timings_ms",
            5,
            "age_ms",
            9);
    AMQP.BasicProperties p = new AMQP.BasicProperties.Builder().headers(headers).build();
    assertThat(ResultMessages.read("m.c", p, ResultCodec.encode(SKIPPED), 0).headers())
        .isEqualTo(new ResultHeaders("w", null, null, null, 9L, null, null));
  }

  @Test
  void typeAndBodyMustAgree() {
    AMQP.BasicProperties p = new AMQP.BasicProperties.Builder().type("vision.failed.v1").build();
    assertThatThrownBy(() -> ResultMessages.read("m.c", p, ResultCodec.encode(SKIPPED), 0))
        .isInstanceOf(MalformedResultException.class)
        .hasMessage("type vision.failed.v1 contradicts the body's schema: vision.skipped.v1");
  }
}
