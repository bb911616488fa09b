package dev.warren.faults.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.faults.ledger.Answer;
import dev.warren.faults.ledger.Answer.Kind;
import dev.warren.faults.ledger.Frame;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.ledger.Ledger;
import org.junit.jupiter.api.Test;

/** Whatever the books show to be wrong must fail the round. */
class SettlementTest {
  private static final int LEVEL = 7;

  private final Ledger ledger = new Ledger(() -> 0);
  private final Findings findings = new Findings();
  private int sendings;

  SettlementTest() {
    for (String id : new String[] {"good", "other"}) {
      confirmed(id, Fate.DETECTED);
      answered(id, Kind.DETECTED, "bytes");
    }
  }

  private void confirmed(String id, Fate fate) {
    ledger.attempted(new Frame(id, LEVEL, fate));
    ledger.acknowledged(id);
  }

  private void answered(String id, Kind kind, String bytes) {
    int level = kind == Kind.DETECTED ? LEVEL : -1;
    ledger.answered(new Answer(id, kind, level, bytes, "sending " + sendings++, false));
  }

  private void assertFails(String words) {
    Settlement.judge(ledger, 0, findings);
    assertThat(findings.failures()).singleElement().asString().contains(words);
  }

  private void assertPasses() {
    Settlement.judge(ledger, 0, findings);
    assertThat(findings.failures()).isEmpty();
  }

  @Test
  void aGoodRoundPassesAndItsBooksAreKept() {
    assertPasses();
    assertThat(findings.account()).isEqualTo(ledger.account());
  }

  @Test
  void aRoundWithoutFramesShowsNothing() {
    Settlement.judge(new Ledger(() -> 0), 0, findings);
    assertThat(findings.failures()).containsExactly("no frame was confirmed");
  }

  @Test
  void aLostFrameFailsIt() {
    confirmed("gone", Fate.DETECTED);
    assertFails("lost 1, such as [gone]");
  }

  @Test
  void otherBytesFailIt() {
    findings.mayRepeat(1);
    answered("good", Kind.DETECTED, "other bytes");
    assertFails("differing 1, such as [good]");
  }

  @Test
  void aResultToNobodysFrameFailsIt() {
    answered("stranger", Kind.DETECTED, "bytes");
    assertFails("results to 1 frames that nobody sent");
  }

  @Test
  void anOutcomeThatIsNotDeservedFailsIt() {
    confirmed("f", Fate.DETECTED);
    answered("f", Kind.FAILED, "bytes");
    assertFails("1 frames with an outcome that they do not deserve, such as [f]");
  }

  @Test
  void anInnocentAmongTheDeadLettersFailsIt() {
    findings.expectDeadLetters(1);
    ledger.deadLettered("good");
    assertFails("1 innocents in the dead letters, such as [good]");
  }

  @Test
  void asManyDeadLettersAreDueAsWereExpected() {
    confirmed("poison", Fate.POISON);
    ledger.deadLettered("poison");
    assertFails("1 frames in the dead letters, 0 expected");
  }

  @Test
  void aPoisonThatIsADeadLetterPasses() {
    findings.expectDeadLetters(1);
    confirmed("poison", Fate.POISON);
    ledger.deadLettered("poison");
    assertPasses();
  }

  @Test
  void aPoisonThatIsNowhereFailsIt() {
    findings.expectDeadLetters(1);
    confirmed("poison", Fate.POISON);
    answered("poison", Kind.FAILED, "bytes");
    assertFails("0 frames in the dead letters, 1 expected");
  }

  @Test
  void aFrameLeftInQuarantineFailsIt() {
    confirmed("f", Fate.DETECTED);
    ledger.quarantined("f");
    assertFails("1 frames left in quarantine");
  }

  @Test
  void moreRepetitionsThanTheFaultsExplainFailIt() {
    findings.mayRepeat(1);
    answered("good", Kind.DETECTED, "bytes");
    assertPasses();
    answered("good", Kind.DETECTED, "bytes");
    assertFails("2 results too many, 1 allowed");
  }

  @Test
  void repeatedFramesAreCountedWhereTheyAreTheMeasure() {
    findings.mayRepeatFrames(1);
    for (int i = 0; i < 3; i++) answered("good", Kind.DETECTED, "bytes");
    assertPasses();
    assertThat(findings.figures().get("repeated_frames"))
        .isEqualTo(new Findings.Figure(1, 1, true));
    confirmed("f", Fate.DETECTED);
    for (int i = 0; i < 3; i++) answered("f", Kind.DETECTED, "bytes");
    assertPasses();
    assertThat(findings.figures().get("repeated_frames"))
        .as("beyond its limit, which fails the scenario")
        .isEqualTo(new Findings.Figure(2, 1, true));
  }

  @Test
  void whatIsNoResultFailsIt() {
    Settlement.judge(ledger, 2, findings);
    assertThat(findings.failures()).containsExactly("2 malformed results");
  }
}
