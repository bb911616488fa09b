package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import dev.warren.protocol.BrokerException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private static ShutdownSignalException closed(int code, String text) {
    return new ShutdownSignalException(
        false, false, new AMQImpl.Channel.Close(code, text, 0, 0), null);
  }

  @Test
  void onlyWhatWaitingDoesNotMendEndsAStart() {
    Set<BrokerException.Kind> mayPass =
        EnumSet.of(BrokerException.Kind.UNREACHABLE, BrokerException.Kind.OTHER);
    for (BrokerException.Kind kind : BrokerException.Kind.values()) {
      BrokerException cause = new BrokerException(kind, "one line", null);
      Trouble trouble = Trouble.of(cause);
      assertThat(trouble.endsStart()).as("%s", kind).isEqualTo(!mayPass.contains(kind));
      assertThat(trouble.reason()).isEqualTo("one line");
      assertThat(trouble.toException()).isSameAs(cause);
    }
  }

  @Test
  void theBrokersWordsAreFoundUnderTheClients() {
    Trouble trouble =
        Trouble.of(new IOException(closed(AMQP.NOT_FOUND, "NOT_FOUND - no queue 'q'")));
    assertThat(trouble.kind()).isEqualTo(Trouble.Kind.LOST);
    assertThat(trouble.reason())
        .isEqualTo("the broker closed the channel: NOT_FOUND - no queue 'q'");
    assertThat(trouble.endsStart()).isFalse();
    assertThat(trouble.toException()).hasMessage(trouble.reason());
  }

  @Test
  void aBrokerThatFellSilentIsSaidSo() {
    ShutdownSignalException silent = new ShutdownSignalException(true, false, null, null);
    silent.initCause(new MissedHeartbeatException("20 s"));
    assertThat(Trouble.of(new IOException(silent)).reason()).contains("fell silent");
  }

  @Test
  void anythingElseSpeaksForItself() {
    assertThat(Trouble.of(new IOException("the consumer ended")).reason())
        .isEqualTo("the consumer ended");
    assertThat(Trouble.of(new IllegalStateException()).reason()).contains("IllegalStateException");
  }
}
