package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.broker.SessionStatus.State;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SessionStatusTest {
  private static final Trouble AWAY = new Trouble(Trouble.Kind.AWAY, "nobody there", null);

  private final HandClock clock = new HandClock();
  private final Readiness readiness = new Readiness();
  @AutoClose private final PrometheusMetrics metrics = new PrometheusMetrics("1", "unknown");
  private final SessionStatus status =
      new SessionStatus(readiness, metrics.listener(), () -> clock.millis() * 1_000_000);

  private void expect(State state, int connected, int blocked, int reconnects) {
    Exposition scrape = Exposition.parse(metrics.scrape(null).body());
    assertThat(status.state()).isEqualTo(state);
    assertThat(scrape.value("warren_broker_connected")).isEqualTo(connected);
    assertThat(scrape.value("warren_broker_blocked")).isEqualTo(blocked);
    assertThat(scrape.value("warren_broker_reconnects_total")).isEqualTo(reconnects);
  }

  @Test
  void theFirstSessionIsNoReconnect() {
    expect(State.AWAY, 0, 0, 0);
    status.notOpened(AWAY, false);
    expect(State.AWAY, 0, 0, 0);
    assertThat(readiness.reasons()).containsExactly("broker: nobody there");
    status.opened("RabbitMQ");
    expect(State.OPEN, 1, 0, 0);
    assertThat(readiness.isReady()).isTrue();
    clock.advance(Duration.ofSeconds(3));
    assertThat(status.age()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void eachLaterOneIs() {
    for (int i = 0; i < 3; i++) {
      status.opened("RabbitMQ");
      expect(State.OPEN, 1, 0, i);
      status.lost(AWAY, false);
      expect(State.AWAY, 0, 0, i);
      assertThat(readiness.isReady()).isFalse();
    }
  }

  @Test
  void anAlarmObstructsUntilItIsOver() {
    status.opened("RabbitMQ");
    status.blocked("low on memory");
    status.blocked("low on disk");
    expect(State.BLOCKED, 1, 1, 0);
    assertThat(readiness.reasons())
        .containsExactly("broker: the broker takes no results for now: low on memory");
    status.unblocked();
    status.unblocked();
    expect(State.OPEN, 1, 0, 0);
    assertThat(readiness.isReady()).isTrue();
  }

  @Test
  void anAlarmEndsWithItsSession() {
    status.opened("RabbitMQ");
    status.blocked("low on memory");
    status.lost(AWAY, false);
    expect(State.AWAY, 0, 0, 0);
    status.opened("RabbitMQ");
    status.blocked("low on memory");
    status.stopped();
    status.stopped();
    expect(State.STOPPED, 0, 0, 1);
  }

  @Test
  void whatEndsAStartIsSaidByItAloneAndTheRestHere() {
    try (CapturedLog log = CapturedLog.of(SessionStatus.class)) {
      status.notOpened(AWAY, true);
      assertThat(readiness.reasons()).containsExactly("broker: nobody there");
      assertThat(log.messages()).isEmpty();
      status.notOpened(AWAY, false);
      status.notOpened(AWAY, false);
      assertThat(log.warnings()).containsExactly("no broker for now, trying again: nobody there");
    }
  }
}
