package dev.warren.faults.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.warren.faults.ledger.Answer;
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
  void tellsALateFrameFromOneThatWasSkippedForAnotherReason() {
    assertThat(kind(SkipReason.DEADLINE)).isEqualTo(Answer.Kind.LATE);
    assertThat(kind(SkipReason.SUPERSEDED)).isEqualTo(Answer.Kind.SKIPPED);
    assertThat(kind(SkipReason.SHED)).isEqualTo(Answer.Kind.SKIPPED);
  }

  private static Answer.Kind kind(SkipReason reason) {
    FrameResult skipped = new FrameResult.Skipped(RESULT.frame(), reason);
    AMQP.BasicProperties sent = ResultMessages.properties(skipped, ResultHeaders.NONE, null);
    byte[] body = ResultCodec.encode(skipped);
    return Sink.answer(ResultMessages.read("m.c", sent, body, 0), false).kind();
  }

  @Test
  void tellsAResultUnderAnotherId() {
    assertThat(isUnderItsId(SENT)).isTrue();
    assertThat(isUnderItsId(SENT.builder().messageId("other").build())).isFalse();
    assertThat(isUnderItsId(SENT.builder().messageId(null).build())).isFalse();
  }
}
