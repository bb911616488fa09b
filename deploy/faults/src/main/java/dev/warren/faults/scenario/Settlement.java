package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.ledger.Ledger;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The end of a round: everything is given time to settle, then the books are closed. */
final class Settlement {
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final double REST_SECONDS = 15;
  private static final long EXIT_SECONDS = 60;

  private final Round round;

  private Settlement(Round round) {
    this.round = round;
  }

  static void of(Round round) throws Exception {
    new Settlement(round).close();
  }

  private void close() throws Exception {
    round.source().pause();
    // A frame that its publisher has forgotten would count as one that nobody was promised.
    round.await(
        "every frame is confirmed, refused or given up",
        REST_SECONDS,
        () -> round.source().outstanding() == 0);
    round.awaitAllAnswered(SETTLE);
    stopWorkers(awaitRest());
    awaitResults();
    leftovers();
    judge(round.ledger(), round.sink().malformed(), round.findings());
  }

  /**
   * Deliveries, settlements and what is held agree in every worker.
   *
   * @return those that run; one that is about to start again could not end in order yet
   */
  private List<Slot> awaitRest() throws Exception {
    List<Slot> running =
        round.fleet().slots().stream().filter(slot -> slot.process().isAlive()).toList();
    for (Slot slot : running) {
      round.await(
          "books of %s balance".formatted(slot.name()),
          REST_SECONDS,
          () -> slot.scrape().filter(s -> s.imbalance() == 0 && s.held() == 0).isPresent());
    }
    return running;
  }

  private void stopWorkers(List<Slot> atRest) throws InterruptedException {
    round.fleet().slots().forEach(Slot::dismiss);
    for (Slot slot : atRest) {
      OptionalLong code = slot.awaitDismissed(EXIT_SECONDS);
      round.check(code.isPresent(), "%s did not end %d s after SIGTERM", slot.name(), EXIT_SECONDS);
      code.ifPresent(c -> round.check(c == 0, "%s ended with %d at rest", slot.name(), c));
    }
    TreeMap<Integer, Long> own =
        round.fleet().slots().stream()
            .flatMap(slot -> slot.exits().stream())
            .filter(exit -> !exit.byHarness())
            .collect(Collectors.groupingBy(Slot.Exit::code, TreeMap::new, Collectors.counting()));
    own.forEach((code, count) -> round.figure("exits_with_" + code, count));
  }

  /** A result that is on its way may be one too many. */
  private void awaitResults() throws Exception {
    round.await("all results were read", REST_SECONDS, () -> round.sink().waiting() == 0);
    round.during(0.3);
  }

  private void leftovers() {
    readDeadLetters(round);
    round.site().drain(Site.QUARANTINE, round.ledger()::quarantined);
  }

  /** What is found there is not waited for any more. */
  static void readDeadLetters(Round round) {
    round.site().drain(Site.TOPOLOGY.deadLetterQueue(), round.ledger()::deadLettered);
  }

  /**
   * What the books say.
   *
   * @param malformed messages that are no results, or travel under another id
   */
  static void judge(Ledger ledger, long malformed, Findings findings) {
    Account a = ledger.account();
    findings.account(a);
    findings.check(a.acknowledged() > 0, "no frame was confirmed");
    findings.check(a.lost() == 0, "lost %d, such as %s", a.lost(), ledger.some(e -> e.lost() > 0));
    findings.check(
        a.differing() == 0,
        "differing %d, such as %s",
        a.differing(),
        ledger.some(e -> e.differing() > 0));
    findings.check(a.unexpected() == 0, "results to %d frames that nobody sent", a.unexpected());
    findings.check(
        a.misjudged() == 0,
        "%d frames with an outcome that they do not deserve, such as %s",
        a.misjudged(),
        ledger.some(e -> e.misjudged() > 0));
    findings.check(
        a.innocentsDeadLettered() == 0,
        "%d innocents in the dead letters, such as %s",
        a.innocentsDeadLettered(),
        ledger.some(e -> e.innocentsDeadLettered() > 0));
    findings.check(
        a.deadLettered() == findings.expectedDeadLetters(),
        "%d frames in the dead letters, %d expected",
        a.deadLettered(),
        findings.expectedDeadLetters());
    findings.check(a.quarantined() == 0, "%d frames left in quarantine", a.quarantined());
    findings.check(
        a.duplicated() <= findings.repeatable(),
        "%d results too many, %d allowed",
        a.duplicated(),
        findings.repeatable());
    if (findings.repeatableFrames() > 0) {
      findings.counted("repeated_frames", ledger.repeated(), findings.repeatableFrames());
    }
    findings.check(malformed == 0, "%d malformed results", malformed);
  }
}
