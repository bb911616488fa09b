package dev.warren.faults.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.warren.faults.ledger.Answer;
import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.SkipReason;
import java.util.List;
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
    return answer(new FrameResult.Skipped(RESULT.frame(), reason)).kind();
  }

  private static Answer answer(FrameResult result) {
    AMQP.BasicProperties sent = ResultMessages.properties(result, ResultHeaders.NONE, null);
    byte[] body = ResultCodec.encode(result);
    return Sink.answer(ResultMessages.read("m.c", sent, body, 0), false);
  }

  /** A picture shows one thing, whose class says which picture it was. */
  @Test
  void knowsWhatWasDetected() {
    Answer one = detected(detection(3));
    assertThat(one.id()).isEqualTo("f-1");
    assertThat(one.kind()).isEqualTo(Answer.Kind.DETECTED);
    assertThat(one.level()).isEqualTo(3);
    assertThat(one).isEqualTo(detected(detection(3)));
    assertThat(detected().level()).isEqualTo(-1);
    assertThat(detected(detection(3), detection(3)).level()).isEqualTo(-1);
    assertThat(one.digest()).isNotEqualTo(detected().digest());
    FrameResult failed =
        new FrameResult.Failed(RESULT.frame(), FailReason.MALFORMED, "decode", "no", false);
    assertThat(answer(failed).kind()).isEqualTo(Answer.Kind.FAILED);
  }

  private static Answer detected(Detection... found) {
    return answer(new FrameResult.Detected(RESULT.frame(), new ImageSize(64, 48), List.of(found)));
  }

  private static Detection detection(int classId) {
    return new Detection("thing", classId, 0.5, new Box(1, 2, 3, 4));
  }

  @Test
  void tellsAResultUnderAnotherId() {
    assertThat(isUnderItsId(SENT)).isTrue();
    assertThat(isUnderItsId(SENT.builder().messageId("other").build())).isFalse();
    assertThat(isUnderItsId(SENT.builder().messageId(null).build())).isFalse();
  }
}
