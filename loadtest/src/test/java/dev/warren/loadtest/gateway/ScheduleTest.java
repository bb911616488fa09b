package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long START = Long.MAX_VALUE - 1_000_000_000L; // nanoTime may overflow
  private static final long MILLI = 1_000_000;

  @Test
  void camerasFireOneAfterTheOther() {
    Schedule schedule = new Schedule(4, 5, START);
    List<String> fired = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int camera = schedule.camera();
      long due = schedule.dueNanos(camera);
      fired.add(camera + "@" + (due - START) / MILLI);
      schedule.taken(camera, due, false);
    }
    assertThat(fired).containsExactly("0@0", "1@50", "2@100", "3@150", "0@200", "1@250");
  }

  @Test
  void doesNotDriftWhenATickIsTakenLate() {
    Schedule schedule = new Schedule(1, 10, START);
    for (int i = 0; i < 100; i++) {
      schedule.taken(0, schedule.dueNanos(0) + 30 * MILLI, false);
    }
    assertThat(schedule.dueNanos(0) - START).isEqualTo(10_000 * MILLI);
    assertThat(schedule.missed()).isZero();
  }

  @Test
  void countsTicksInsteadOfSendingThemInABurst() {
    Schedule schedule = new Schedule(1, 10, START);
    schedule.taken(0, START + 450 * MILLI, false);
    assertThat(schedule.missed()).isEqualTo(3);
    assertThat(schedule.dueNanos(0) - START).isEqualTo(400 * MILLI);
  }

  @Test
  void withoutAPaceCamerasTakeTurns() {
    Schedule schedule = new Schedule(3, 0, START);
    List<Integer> fired = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int camera = schedule.camera();
      fired.add(camera);
      schedule.taken(camera, START + i, false);
      if (i == 2) {
        schedule.ended(1);
      }
    }
    assertThat(fired).containsExactly(0, 1, 2, 0, 2);
  }

  @Test
  void endsWithItsLastCamera() {
    Schedule schedule = new Schedule(2, 5, START);
    schedule.ended(0);
    schedule.ended(1);
    assertThat(schedule.camera()).isEqualTo(-1);
  }
}
