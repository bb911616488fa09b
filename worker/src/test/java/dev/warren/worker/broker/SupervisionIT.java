package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Parts on a session, of a broker that the test may stop from reading. */
class SupervisionIT {
  private static final class Part implements SessionPart {
    private volatile Broker session;
    private volatile boolean held;

    @Override
    public void begin(Broker broker) {
      session = broker;
    }

    @Override
    public void hold() {
      held = true;
    }

    @Override
    public void goOn() {
      held = false;
    }
  }

  @Test
  void aPartThatBeginsUnderAnAlarmIsHeldBeforeAnybodyIsTold() throws Exception {
    CompletableFuture<Void> never = new CompletableFuture<>();
    Part early = new Part();
    Part late = new Part();
    try (RabbitMq rabbit = RabbitMq.start();
        Supervision supervision =
            Supervision.start(
                rabbit.amqp(),
                "test",
                SessionConfig.DEFAULT,
                new Readiness(),
                WorkerMetrics.NOOP,
                never)) {
      supervision.add(early, never);
      rabbit.raiseAlarm();
      // The broker says so only to whoever publishes.
      early.session.openPublishChannel().basicPublish("", "nowhere", null, new byte[0]);
      await().until(() -> early.held);
      supervision.add(late, never);
      assertThat(late.held).isTrue();
      rabbit.endAlarm();
      await().until(() -> !early.held && !late.held);
    }
  }
}
