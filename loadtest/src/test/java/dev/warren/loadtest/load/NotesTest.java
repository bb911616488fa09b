package dev.warren.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.arrival.Arrival;
import dev.warren.loadtest.arrival.ArrivalPlan;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotesTest {
  private static final Fleet FLEET = Fleet.of(1, 10);
  private static final long MILLI = 1_000_000;

  @Test
  void anOrdinaryRunNeedsNone() {
    assertThat(Notes.of(plan(0), report(2, 0, true), List.of(), false))
        .hasSize(1); // no timings in the test
  }

  @Test
  void saysWhatALatencyIsWorth() {
    assertThat(Notes.of(plan(8), report(500, 0, true), List.of(), false))
        .anyMatch(note -> note.contains("latency is not meaningful"))
        .noneMatch(note -> note.contains("held up"));
    assertThat(Notes.of(plan(0), report(500, 0, true), List.of(), false))
        .anyMatch(note -> note.matches(".*up to 500.2 ms late.*p99 600.\\d ms.*"));
    assertThat(Notes.of(plan(0), report(2, 7, true), List.of(), true))
        .contains("The run was cut short.")
        .anyMatch(note -> note.startsWith("7 frames were due and never left"));
  }

  @Test
  void aSenderThatWasALittleLateIsNoNews() {
    assertThat(Notes.of(plan(0), report(11, 0, true), List.of(), false))
        .noneMatch(note -> note.contains("held up"));
    assertThat(Notes.of(plan(0), report(500, 0, false), List.of(), false)) // of no latency
        .noneMatch(note -> note.contains("held up"));
  }

  @Test
  void repeatsWhatWentWrong() {
    assertThat(Notes.of(plan(0), report(2, 0, true), List.of("The broker is full."), false))
        .contains("The broker is full.");
  }

  @Test
  void saysThatUnansweredFramesHaveNoLatencyAndWhatIsKnownOfThem() {
    assertThat(Notes.of(plan(0), report(2, 0, false), List.of(), false))
        .anyMatch(note -> note.startsWith("1 frames were not answered by the end"))
        .contains("Of these 1 still wait in the queue.")
        .noneMatch(note -> note.contains("lost"));
    assertThat(Notes.of(plan(0), report(2, 0, 0L, false), List.of(), false))
        .anyMatch(note -> note.startsWith("Of these 1 are not in the queue: with a worker"))
        .noneMatch(note -> note.contains("still wait"));
    assertThat(Notes.of(plan(0), report(2, 0, null, false), List.of(), false))
        .anyMatch(note -> note.startsWith("Where these are is not known"));
  }

  private static LoadReport report(long lagMs, long unsent, boolean answered) {
    return report(lagMs, unsent, 1L, answered);
  }

  private static LoadReport report(long lagMs, long unsent, Long ready, boolean answered) {
    Measurement m =
        new Measurement(FLEET, new Window(0, 1_000 * MILLI), Long.MAX_VALUE, 1_000 * MILLI);
    int frame = m.published(new Arrival(0, 0));
    m.sent(frame, lagMs * MILLI);
    m.confirmed(frame, lagMs * MILLI, lagMs * MILLI);
    if (answered) m.answered(frame, new Outcome(Outcome.Kind.DETECTED, ""), 1, null, 600 * MILLI);
    m.endOfSending(1_000 * MILLI);
    for (int i = 0; i < unsent; i++) m.unsent(i * MILLI);
    return m.report(Map.of(), 0, ready, Map.of(), 2_000 * MILLI);
  }

  private static LoadPlan plan(int saturate) {
    return new LoadPlan(
        "demo",
        new ArrivalPlan(ArrivalPlan.Kind.CONSTANT, FLEET, 0, 1, 1),
        saturate,
        null,
        Freshness.EVERY,
        PriorityClass.NORMAL,
        Duration.ZERO,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        16);
  }
}
