package dev.warren.faults.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.SkipReason;
import org.junit.jupiter.api.Test;

class SinkTest {
  private static final FrameResult RESULT =
      new FrameResult.Skipped(new FrameRef("f-1", "c", null, "m", "v", null), SkipReason.DEADLINE);
  private static final AMQP.BasicProperties SENT =
      ResultMessages.properties(RESULT, ResultHeaders.NONE, null);

  private static boolean isUnderItsId(AMQP.BasicProperties properties) {
    byte[] body = ResultCodec.encode(RESULT);
    return Sink.isUnderItsId(properties, ResultMessages.read("m.c", properties, body, 0));
  }

  @Test
  void tellsAResultUnderAnotherId() {
    assertThat(isUnderItsId(SENT)).isTrue();
    assertThat(isUnderItsId(SENT.builder().messageId("other").build())).isFalse();
    assertThat(isUnderItsId(SENT.builder().messageId(null).build())).isFalse();
  }
}
