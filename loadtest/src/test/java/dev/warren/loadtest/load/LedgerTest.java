package dev.warren.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.gateway.Refusal;
import dev.warren.loadtest.report.Frames;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Outcome DETECTED = new Outcome(Outcome.Kind.DETECTED, "");
  private static final Outcome LATE = new Outcome(Outcome.Kind.SKIPPED, "deadline");
  private static final Outcome BROKEN = new Outcome(Outcome.Kind.FAILED, "malformed");

  private final Ledger ledger = new Ledger();

  @Test
  void everyOutcomeIsCounted() {
    for (int i = 0; i < 6; i++) confirmed();
    ledger.answered(0, DETECTED, 1);
    ledger.answered(1, DETECTED, 1);
    ledger.answered(2, LATE, 1);
    ledger.answered(3, BROKEN, 1);
    ledger.answered(4, BROKEN, 1);
    assertThat(ledger.outstanding()).isOne();
    assertThat(ledger.close(3, 0L))
        .isEqualTo(
            new Frames(
                6,
                6,
                0,
                0,
                0,
                2,
                new TreeMap<>(Map.of("deadline", 1L)),
                new TreeMap<>(Map.of("malformed", 2L)),
                1,
                0L,
                0,
                0,
                0,
                3,
                0));
  }

  @Test
  void aSecondResultIsDuplicatedAndDiffersIfItsBodyDoes() {
    confirmed();
    assertThat(ledger.answered(0, DETECTED, 17)).isTrue();
    assertThat(ledger.answered(0, DETECTED, 17)).isFalse();
    assertThat(ledger.answered(0, LATE, 18)).isFalse();
    Frames frames = ledger.close(0, 0L);
    assertThat(frames.duplicated()).isEqualTo(2);
    assertThat(frames.differing()).isEqualTo(1);
    assertThat(frames.detected()).isEqualTo(1); // the first one counts
    assertThat(frames.skipped()).isEmpty();
    assertThat(frames.isClean()).isFalse();
  }

  @Test
  void resultsOfOthersAreForeign() {
    confirmed();
    assertThat(ledger.answered(-1, DETECTED, 1)).isFalse();
    assertThat(ledger.answered(1, DETECTED, 1)).isFalse();
    assertThat(ledger.close(0, 0L).foreign()).isEqualTo(2);
    assertThat(ledger.close(0, 0L).unanswered()).isEqualTo(1);
  }

  @Test
  void theResultMayComeBeforeTheConfirm() {
    int index = ledger.published(0, 0);
    ledger.answered(index, DETECTED, 1);
    assertThat(ledger.outstanding()).isZero();
    ledger.confirmed(index);
    assertThat(ledger.outstanding()).isZero();
    assertThat(ledger.close(0, 0L).unanswered()).isZero();
    assertThat(ledger.close(0, 0L).isClean()).isTrue();
  }

  @Test
  void framesThatTheBrokerDoesNotTakeAreCountedByTheReason() {
    ledger.refused(ledger.published(0, 0), Refusal.UNROUTABLE);
    ledger.refused(ledger.published(0, 0), Refusal.NACKED);
    ledger.refused(ledger.published(0, 0), Refusal.NACKED);
    ledger.refused(ledger.published(0, 0), Refusal.SILENCE);
    ledger.published(0, 0);
    Frames frames = ledger.close(0, 0L);
    assertThat(frames.unconfirmed()).isEqualTo(5);
    assertThat(frames.unroutable()).isEqualTo(1);
    assertThat(frames.refused()).isEqualTo(2);
  }

  @Test
  void aRefusedFrameIsNotWaitedForAndNotLostButTheRunIsNotClean() {
    ledger.refused(ledger.published(0, 0), Refusal.NACKED);
    assertThat(ledger.outstanding()).isZero();
    Frames frames = ledger.close(0, 0L);
    assertThat(frames.unconfirmed()).isEqualTo(1);
    assertThat(frames.unanswered()).isZero();
    assertThat(frames.isClean()).isFalse();
  }

  @Test
  void noMoreFramesAreQueuedThanAreUnanswered() {
    confirmed();
    confirmed();
    ledger.answered(0, DETECTED, 1);
    assertThat(ledger.close(0, 0L).unaccounted()).isEqualTo(1);
    Frames frames = ledger.close(0, 5L); // of others, or never confirmed
    assertThat(frames.queued()).isEqualTo(1);
    assertThat(frames.unaccounted()).isZero();
    assertThat(frames.isClean()).isFalse();
    assertThat(ledger.close(0, null).queued()).isNull();
    assertThat(ledger.close(0, null).unaccounted()).isNull();
  }

  @Test
  void aFrameWithoutConfirmMayStillBeAnswered() {
    ledger.refused(ledger.published(0, 0), Refusal.NACKED);
    confirmed();
    ledger.answered(0, DETECTED, 1);
    assertThat(ledger.outstanding()).isEqualTo(1);
    assertThat(ledger.close(0, 0L).detected()).isEqualTo(1);
    int early = ledger.published(0, 0);
    ledger.answered(early, DETECTED, 1); // and only then its confirm fails
    ledger.refused(early, Refusal.SILENCE);
    assertThat(ledger.outstanding()).isEqualTo(1);
  }

  @Test
  void aFrameThatNeverLeftIsForgotten() {
    confirmed();
    ledger.published(0, 0);
    ledger.withdrawn();
    assertThat(ledger.published()).isEqualTo(1);
    int next = ledger.published(5, 9);
    assertThat(next).isEqualTo(1);
    assertThat(ledger.camera(next)).isEqualTo(5);
    assertThat(ledger.answered(next, DETECTED, 1)).isTrue();
  }

  @Test
  void remembersFramesBeyondOneBlock() {
    for (int i = 0; i < 200_000; i++) ledger.confirmed(ledger.published(i % 7, i * 3L));
    for (int i = 0; i < 200_000; i += 2) ledger.answered(i, DETECTED, i);
    assertThat(ledger.camera(131_073)).isEqualTo(131_073 % 7);
    assertThat(ledger.intendedNanos(199_999)).isEqualTo(599_997);
    assertThat(ledger.answered(199_998, DETECTED, 199_998)).isFalse();
    assertThat(ledger.answered(65_536, DETECTED, 0)).isFalse();
    Frames frames = ledger.close(0, 0L);
    assertThat(frames.unanswered()).isEqualTo(100_000);
    assertThat(frames.duplicated()).isEqualTo(2);
    assertThat(frames.differing()).isEqualTo(1);
  }

  @Test
  void idsAreOfOneRun() {
    RunIds ids = new RunIds("a1");
    assertThat(ids.index(ids.id(0))).isZero();
    assertThat(ids.index(ids.id(19_999_999))).isEqualTo(19_999_999);
    for (String other :
        new String[] {"a1", "a1/", "a2/1", "a12/1", "a1/x", "a1/-1", "a1/1/c", ""}) {
      assertThat(ids.index(other)).as(other).isEqualTo(-1);
    }
    assertThat(ids.index("a1/99999999999")).isEqualTo(-1);
  }

  private void confirmed() {
    ledger.confirmed(ledger.published(0, 0));
  }
}
