package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.scenario.Rounds;
import dev.warren.faults.scenario.Scenario;
import dev.warren.faults.scenario.Scenarios;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Some of the faults, each once; all of them: {@code bin/verify-faults}. */
abstract class SelectedFaults {
  /** Other tests may share the cores. */
  private static final double PATIENCE = 4;

  private static final Path DEFINITIONS = Path.of("..", "rabbitmq", "definitions.json");

  @TempDir static Path folder;

  private static Rounds rounds;

  @BeforeAll
  static void open() {
    rounds = new Rounds(folder, DEFINITIONS, PATIENCE);
  }

  @AfterAll
  static void close() {
    rounds.close();
  }

  /** Not the times: those are for a machine that does nothing else. */
  static void assertLosesNothing(int id) throws InterruptedException {
    Scenario scenario =
        Scenarios.all(Duration.ofSeconds(30), Duration.ofSeconds(5)).stream()
            .filter(s -> s.id() == id)
            .findFirst()
            .orElseThrow();
    Rounds.Outcome outcome = rounds.run(scenario, 1);
    assertThat(outcome.broken()).isNull();
    assertThat(outcome.findings().failures()).isEmpty();
    Account account = outcome.findings().account();
    assertThat(account.acknowledged()).isPositive();
    assertThat(account.lost()).isZero();
    assertThat(account.differing()).isZero();
    assertThat(outcome.findings().faults()).isNotEmpty();
  }
}
