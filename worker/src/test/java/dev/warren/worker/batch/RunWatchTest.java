package dev.warren.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunWatchTest {
  private static final int ENOUGH =
      21; // one look to see the run, and twenty to find it still there

  private final List<Integer> hung = new ArrayList<>();
  private final RunMark first = new RunMark();
  private final RunMark second = new RunMark();
  private final RunWatch watch = new RunWatch(List.of(first, second), hung::add);

  private void look(int times) {
    for (int i = 0; i < times; i++) watch.look();
  }

  @Test
  void findsTheLaneWhoseRunDoesNotEndAndSaysSoOnce() {
    second.begin();
    look(ENOUGH - 1);
    assertThat(hung).isEmpty();
    look(1);
    assertThat(hung).containsExactly(1);
    look(100);
    assertThat(hung).containsExactly(1);
  }

  @Test
  void laneThatRunsOneBatchAfterAnotherDoesNotHang() {
    for (int i = 0; i < 100; i++) {
      first.begin();
      look(ENOUGH - 1);
      first.end();
    }
    assertThat(hung).isEmpty();
  }

  @Test
  void laneThatHasNothingToRunDoesNotHang() {
    first.begin();
    first.end();
    look(100);
    assertThat(hung).isEmpty();
  }

  @Test
  void aSecondRunMayHangAfterTheFirstHasEnded() {
    first.begin();
    look(ENOUGH);
    first.end();
    first.begin();
    look(ENOUGH);
    assertThat(hung).containsExactly(0, 0);
  }
}
