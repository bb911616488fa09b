package dev.warren.faults.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.faults.ledger.Answer.Kind;
import dev.warren.faults.ledger.Frame.Fate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker must find what is wrong: a harness that sees nothing proves nothing. */
class LedgerTest {
  private final AtomicLong clock = new AtomicLong();
  private final Ledger ledger = new Ledger(clock::get);
  private int sendings;

  private void confirmed(String id, Fate fate) {
    ledger.attempted(new Frame(id, 7, fate));
    ledger.acknowledged(id);
  }

  private Answer answer(String id, Kind kind, int level, String digest) {
    return new Answer(id, kind, level, digest, "sending " + sendings++, false);
  }

  private Answer good(String id) {
    return answer(id, Kind.DETECTED, 7, "bytes of " + id);
  }

  @Test
  void aGoodRoundIsClean() {
    for (int i = 0; i < 10; i++) {
      confirmed("f" + i, Fate.DETECTED);
      ledger.answered(good("f" + i));
    }
    assertThat(ledger.account())
        .isEqualTo(new Account(10, 10, 0, 10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(ledger.open()).isZero();
  }

  @Test
  void aConfirmedFrameWithoutAnAnswerIsLost() {
    confirmed("gone", Fate.DETECTED);
    confirmed("there", Fate.DETECTED);
    ledger.answered(good("there"));
    assertThat(ledger.account().lost()).isEqualTo(1);
    assertThat(ledger.open()).isEqualTo(1);
    assertThat(ledger.some(a -> a.lost() > 0)).containsExactly("gone");
  }

  @Test
  void aFrameThatTheBrokerNeverConfirmedIsNotLost() {
    ledger.attempted(new Frame("unknown", 7, Fate.DETECTED));
    ledger.attempted(new Frame("refused", 7, Fate.DETECTED));
    ledger.refused("refused");
    Account account = ledger.account();
    assertThat(account.lost()).isZero();
    assertThat(account.refused()).isEqualTo(1);
    assertThat(account.attempted()).isEqualTo(2);
    assertThat(account.recovered()).isZero();
  }

  @Test
  void anAnswerToAFrameWithoutAConfirmIsRecovered() {
    ledger.attempted(new Frame("unknown", 7, Fate.DETECTED));
    ledger.answered(good("unknown"));
    assertThat(ledger.account().recovered()).isEqualTo(1);
    ledger.acknowledged("unknown");
    assertThat(ledger.account().recovered()).isZero();
  }

  @Test
  void anAnswerToNobodysFrameIsUnexpected() {
    ledger.answered(good("stranger"));
    assertThat(ledger.account().unexpected()).isEqualTo(1);
    ledger.deadLettered("other stranger");
    ledger.quarantined("third stranger");
    assertThat(ledger.account().unexpected()).isEqualTo(3);
  }

  @Test
  void aFrameThatWasWithdrawnIsNobodys() {
    ledger.attempted(new Frame("f", 7, Fate.DETECTED));
    ledger.withdrawn("f");
    assertThat(ledger.account()).isEqualTo(Account.NONE);
    ledger.answered(good("f"));
    assertThat(ledger.account().unexpected()).isEqualTo(1);
  }

  @Test
  void oneAnswerWithoutAnIdIsExpectedForEachFrameWithoutOne() {
    ledger.expectAnonymous();
    assertThat(ledger.account().lost()).isEqualTo(1);
    assertThat(ledger.open()).isEqualTo(1);
    ledger.answered(good("stranger"));
    ledger.answered(good(""));
    assertThat(ledger.account().unexpected()).isEqualTo(1);
    assertThat(ledger.account().lost()).isZero();
    assertThat(ledger.open()).isZero();
    ledger.answered(good(""));
    assertThat(ledger.account().unexpected()).isEqualTo(2);
  }

  @Test
  void everyAnswerAfterTheFirstIsADuplicate() {
    confirmed("f", Fate.DETECTED);
    for (int i = 0; i < 3; i++) ledger.answered(good("f"));
    Account account = ledger.account();
    assertThat(account.duplicated()).isEqualTo(2);
    assertThat(account.answered()).isEqualTo(1);
    assertThat(account.differing()).isZero();
  }

  @Test
  void aMessageThatTheBrokerGivesUsTwiceIsNoDuplicate() {
    confirmed("f", Fate.DETECTED);
    ledger.answered(new Answer("f", Kind.DETECTED, 7, "d", "worker-1 1 12", false));
    ledger.answered(new Answer("f", Kind.DETECTED, 7, "d", "worker-1 1 12", true));
    assertThat(ledger.account().duplicated()).isZero();
  }

  @Test
  void theBrokersWordAloneExcusesNoDuplicate() {
    confirmed("f", Fate.DETECTED);
    ledger.answered(new Answer("f", Kind.DETECTED, 7, "d", "worker-1 1 12", false));
    ledger.answered(new Answer("f", Kind.DETECTED, 7, "d", "worker-2 2 40", true));
    assertThat(ledger.account().duplicated()).isEqualTo(1);
    ledger.answered(new Answer("f", Kind.DETECTED, 7, "d", "worker-1 1 12", false));
    assertThat(ledger.account().duplicated()).isEqualTo(2);
  }

  @Test
  void otherBytesUnderOneIdDiffer() {
    confirmed("f", Fate.DETECTED);
    confirmed("g", Fate.DETECTED);
    ledger.answered(answer("f", Kind.DETECTED, 7, "a"));
    ledger.answered(answer("g", Kind.DETECTED, 7, "a"));
    assertThat(ledger.account().differing()).isZero();
    ledger.answered(answer("f", Kind.DETECTED, 7, "b"));
    assertThat(ledger.account().differing()).isEqualTo(1);
    assertThat(ledger.some(a -> a.differing() > 0)).containsExactly("f");
  }

  @Test
  void theDetectionOfAnotherPictureDiffers() {
    confirmed("f", Fate.DETECTED);
    ledger.answered(answer("f", Kind.DETECTED, 8, "a"));
    assertThat(ledger.account().differing()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "DETECTED, DETECTED, 0",
    "DETECTED, LATE, 1",
    "DETECTED, SKIPPED, 1",
    "DETECTED, FAILED, 1",
    "FAILED, DETECTED, 1",
    "FAILED, FAILED, 0",
    "MAY_BE_LATE, DETECTED, 0",
    "MAY_BE_LATE, LATE, 0",
    "MAY_BE_LATE, SKIPPED, 1",
    "MAY_BE_LATE, FAILED, 1",
    "MAY_BE_SHED, LATE, 0",
    "MAY_BE_SHED, SKIPPED, 1",
    "POISON, FAILED, 0",
    "POISON, DETECTED, 1",
    "NOBODY, FAILED, 0"
  })
  void anOutcomeThatAFrameDoesNotDeserveIsMisjudged(Fate fate, Kind kind, int misjudged) {
    confirmed("f", fate);
    ledger.answered(answer("f", kind, kind == Kind.DETECTED ? 7 : -1, "d"));
    Account account = ledger.account();
    assertThat(account.misjudged()).isEqualTo(misjudged);
    assertThat(account.detected()).isEqualTo(kind == Kind.DETECTED ? 1 : 0);
    assertThat(account.skipped()).isEqualTo(kind == Kind.LATE || kind == Kind.SKIPPED ? 1 : 0);
    assertThat(account.failed()).isEqualTo(kind == Kind.FAILED ? 1 : 0);
    assertThat(account.differing()).as("of another picture").isZero();
  }

  @Test
  void aGoodFrameThatFailsOnItsSecondAnswerIsMisjudgedToo() {
    confirmed("f", Fate.DETECTED);
    clock.set(2_000_000_000);
    ledger.answered(good("f"));
    clock.set(9_000_000_000L);
    ledger.answered(answer("f", Kind.FAILED, -1, "other"));
    assertThat(ledger.account().misjudged()).isEqualTo(1);
    assertThat(ledger.account().detected()).as("by its first answer").isEqualTo(1);
    assertThat(ledger.latencySeconds("f", 1)).hasValue(2);
  }

  @Test
  void deadLettersAreNotLostButInnocentOnesAreCounted() {
    confirmed("poison", Fate.POISON);
    confirmed("innocent", Fate.DETECTED);
    List.of("poison", "innocent").forEach(ledger::deadLettered);
    Account account = ledger.account();
    assertThat(account.lost()).isZero();
    assertThat(account.deadLettered()).isEqualTo(2);
    assertThat(account.innocentsDeadLettered()).isEqualTo(1);
  }

  @Test
  void aFrameThatIsLeftInQuarantineIsToldFromALostOne() {
    confirmed("f", Fate.DETECTED);
    ledger.quarantined("f");
    assertThat(ledger.account().lost()).isZero();
    assertThat(ledger.account().quarantined()).isEqualTo(1);
    ledger.answered(good("f"));
    assertThat(ledger.account().quarantined()).isZero();
  }

  @Test
  void whoIsAnsweredToNobodyIsNotLost() {
    confirmed("f", Fate.NOBODY);
    confirmed("g", Fate.MAY_BE_SHED);
    assertThat(ledger.account().lost()).isZero();
    assertThat(ledger.open()).isZero();
  }

  @Test
  void recoveryCountsTheFramesThatWaitedAtThatTime() {
    confirmed("before", Fate.DETECTED);
    clock.set(1_000_000_000);
    ledger.answered(good("before"));
    confirmed("held", Fate.DETECTED);
    clock.set(3_000_000_000L);
    confirmed("later", Fate.DETECTED);
    assertThat(ledger.openSentBefore(2_000_000_000L)).isEqualTo(1);
    clock.set(5_000_000_000L);
    ledger.answered(good("held"));
    clock.set(8_000_000_000L);
    ledger.answered(good("later"));
    assertThat(ledger.recoverySeconds(2_000_000_000L, 1)).hasValue(3);
    assertThat(ledger.recoverySeconds(10_000_000_000L, 1)).isEmpty();
    assertThat(ledger.latencySeconds("held", 0.5)).hasValue(4);
    assertThat(ledger.openSentBefore(10_000_000_000L)).isZero();
  }

  @Test
  void aQuantileIsTheTimeOfAFrame() {
    for (int i = 1; i <= 200; i++) confirmed("f" + i, Fate.DETECTED);
    for (int i = 200; i >= 1; i--) {
      clock.set(1_000_000_000L * (201 - i));
      ledger.answered(good("f" + i));
    }
    assertThat(ledger.recoverySeconds(1, 0.99).orElseThrow()).isCloseTo(198, within(1e-6));
    assertThat(ledger.latencySeconds("f", 0.5)).hasValue(100);
    assertThat(ledger.latencySeconds("f", 0)).hasValue(1);
    assertThat(ledger.latencySeconds("g", 0.5)).isEmpty();
  }

  @Test
  void oneIdIsSentOnceOnly() {
    confirmed("f", Fate.DETECTED);
    assertThatThrownBy(() -> confirmed("f", Fate.DETECTED)).hasMessageContaining("f");
    assertThatThrownBy(() -> ledger.acknowledged("nobody")).hasMessageContaining("nobody");
  }

  @Test
  void accountsAddUpColumnByColumn() {
    Account a = new Account(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    Account b =
        new Account(
            100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500, 1600);
    assertThat(a.plus(b))
        .isEqualTo(
            new Account(
                101, 202, 303, 404, 505, 606, 707, 808, 909, 1010, 1111, 1212, 1313, 1414, 1515,
                1616));
  }
}
