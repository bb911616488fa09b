package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FailReason;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.testing.Exposition;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted and timed as it happens. */
class EventMetersTest {
  @AutoClose private final PrometheusMetrics metrics = new PrometheusMetrics("1.2.3", "unknown");
  private final WorkerMetrics told = metrics.listener();

  private Exposition scrape() {
    return Exposition.parse(metrics.scrape(null).body());
  }

  @Test
  void aBatchIsCountedByWhyItIsNoLarger() {
    told.batchClosed(Closing.FULL);
    told.batchClosed(Closing.EFFICIENT);
    told.batchClosed(Closing.EFFICIENT);
    assertThat(closed("full")).isEqualTo(1);
    assertThat(closed("efficient")).isEqualTo(2);
    assertThat(closed("deadline")).isZero();
    assertThat(closed("idle")).isZero();
  }

  private double closed(String reason) {
    return scrape().value("warren_batches_closed_total", "reason", reason);
  }

  @Test
  void aFailureIsCountedByStageAndCategory() {
    told.frameFailed("decode", FailReason.OVERSIZE);
    Exposition scrape = scrape();
    assertThat(scrape.value("warren_failures_total", "category", "oversize", "stage", "decode"))
        .isEqualTo(1);
    assertThat(scrape.sum("warren_failures_total")).isEqualTo(1);
  }

  @Test
  void aFrameThatIsAckedHasItsTurnaroundAndIsTheLastOneSettled() {
    assertThat(scrape().value("warren_last_settled_timestamp_seconds")).isNaN();
    double before = System.currentTimeMillis() / 1e3;
    told.frameAcked(300_000_000);
    Exposition scrape = scrape();
    assertThat(scrape.value("warren_turnaround_seconds_sum")).isEqualTo(0.3);
    assertThat(scrape.value("warren_turnaround_seconds_bucket", "le", "0.25")).isZero();
    assertThat(scrape.value("warren_turnaround_seconds_bucket", "le", "0.5")).isEqualTo(1);
    assertThat(scrape.value("warren_last_settled_timestamp_seconds"))
        .isBetween(before, System.currentTimeMillis() / 1e3);
  }

  @Test
  void aFrameThatGoesBackIsSettledToo() {
    told.settlementLost();
    assertThat(scrape().value("warren_last_settled_timestamp_seconds")).isNaN();
    told.frameRequeued();
    assertThat(scrape().value("warren_last_settled_timestamp_seconds")).isPositive();
    assertThat(scrape().value("warren_turnaround_seconds_count")).isZero();
  }

  @Test
  void endToEndIsInSecondsAndNeverNegative() {
    told.replyDated(1_500);
    told.replyDated(-3_600_000);
    assertThat(scrape().value("warren_end_to_end_seconds_sum")).isEqualTo(1.5);
    assertThat(scrape().value("warren_end_to_end_seconds_count")).isEqualTo(2);
  }

  /** Seven hours off, as with local time for UTC: it may be so, and shall not spoil the sum. */
  @Test
  void timesSumUpHoweverLongTheyAre() {
    long hours = Duration.ofHours(7).toMillis();
    int frames = 1_000_000; // in nanoseconds more than a long can hold
    for (int i = 0; i < frames; i++) {
      told.frameDated(hours);
      told.replyDated(hours);
    }
    double seconds = 7.0 * 3600 * frames;
    assertThat(scrape().value("warren_end_to_end_seconds_sum")).isEqualTo(seconds);
    assertThat(scrape().value("warren_stage_seconds_sum", "stage", "broker_wait"))
        .isEqualTo(seconds);
  }

  /** Seconds for milliseconds, microseconds for them, and whatever a long can hold. */
  @ParameterizedTest
  @ValueSource(
      longs = {1_760_000_000_000L, -1_760_000_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE})
  void anAgeThatCannotBeIsCountedAndInNoHistogram(long sinceCaptureMs) {
    told.frameDated(sinceCaptureMs);
    told.replyDated(sinceCaptureMs);
    told.frameDated(250);
    Exposition scrape = scrape();
    assertThat(scrape.value("warren_misdated_frames_total")).isEqualTo(1);
    assertThat(scrape.value("warren_end_to_end_seconds_count")).isZero();
    assertThat(scrape.value("warren_stage_seconds_count", "stage", "broker_wait")).isEqualTo(1);
    assertThat(scrape.value("warren_stage_seconds_max", "stage", "broker_wait")).isEqualTo(0.25);
  }

  @Test
  void aClockThatIsOffShows() {
    assertThat(scrape().value("warren_clock_skew_seconds")).isNaN();
    long now = System.currentTimeMillis();
    told.clockSeen(7_000, now);
    assertThat(scrape().value("warren_clock_skew_seconds")).isEqualTo(7);
  }

  @Test
  void timeUnderAnAlarmCountsWhileItLasts() {
    told.brokerBlocked();
    double first = blockedSeconds();
    assertThat(first).isBetween(1e-9, 3_600.0);
    assertThat(blockedSeconds()).isGreaterThan(first);
    told.brokerUnblocked();
    double all = blockedSeconds();
    assertThat(blockedSeconds()).isEqualTo(all);
  }

  private double blockedSeconds() {
    return scrape().value("warren_broker_blocked_seconds_total");
  }

  @Test
  void aConsumerThatTheBrokerEndsIsCounted() {
    told.consumerCancelled();
    assertThat(scrape().value("warren_consumer_cancels_total")).isEqualTo(1);
  }

  @Test
  void theModelThatWasLoadedLastSaysHowLongItTook() {
    assertThat(scrape().value("warren_model_load_seconds")).isNaN();
    told.modelLoaded(8_000_000_000L);
    told.modelLoaded(2_500_000_000L);
    assertThat(scrape().value("warren_model_load_seconds")).isEqualTo(2.5);
  }
}
