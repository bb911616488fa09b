package dev.warren.loadtest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Cases small enough to be worked out by hand. */
class FleetTest {
  private static FleetConfig config(double capacity, int warmUp, int deadline, boolean skips) {
    return new FleetConfig(capacity, warmUp, deadline, skips, 64);
  }

  @Test
  void takesTheOldestFirstAndCountsWhoWaitedTooLong() {
    Fleet fleet = new Fleet(config(10, 0, 1, false), 1);
    fleet.second(0, 25); // 10 at once, 10 after 1 s, 5 after 2 s
    for (int now = 1; now < 4; now++) fleet.second(now, 0);
    Outcome o = fleet.outcome(3);
    assertThat(o.arrived()).isEqualTo(25);
    assertThat(o.inTime()).isEqualTo(20);
    assertThat(o.late()).isEqualTo(5);
    assertThat(o.waiting()).isZero();
    assertThat(o.maxWaitSeconds()).isEqualTo(2);
    assertThat(o.workerHours()).isEqualTo(4.0 / 3600);
  }

  @Test
  void whatStillWaitsCountsAsTheLongestWait() {
    Fleet fleet = new Fleet(config(10, 0, 1, false), 1);
    fleet.second(0, 100);
    fleet.second(1, 0);
    assertThat(fleet.outcome(7).waiting()).isEqualTo(80);
    assertThat(fleet.outcome(7).maxWaitSeconds()).isEqualTo(7);
  }

  @Test
  void workersShareWhatThereIs() {
    Fleet fleet = new Fleet(config(10, 0, 1, false), 2);
    fleet.second(0, 15);
    assertThat(fleet.workers()).extracting(Fleet.Worker::served).containsExactly(7.5, 7.5);
  }

  @Test
  void skippingLateFramesCostsNothing() {
    Fleet fleet = new Fleet(config(10, 0, 1, true), 1);
    fleet.second(0, 25);
    fleet.second(1, 0);
    fleet.second(2, 10); // 5 are skipped, and all 10 of the new ones are served
    Outcome o = fleet.outcome(2);
    assertThat(o.inTime()).isEqualTo(30);
    assertThat(o.late()).isEqualTo(5);
    assertThat(o.waiting()).isZero();
  }

  @Test
  void halfAFrameIsCarriedOverButNothingIsSavedUp() {
    Fleet fleet = new Fleet(config(0.5, 0, 100, false), 1);
    for (int now = 0; now < 10; now++) fleet.second(now, 0);
    fleet.second(10, 3); // with savings it would serve all
    assertThat(fleet.outcome(10).inTime()).isZero();
    fleet.second(11, 0);
    fleet.second(12, 0);
    fleet.second(13, 0);
    assertThat(fleet.outcome(13).inTime()).isEqualTo(2);
  }

  @Test
  void aNewWorkerIsPaidAtOnceAndServesAfterItsWarmUp() {
    Fleet fleet = new Fleet(config(10, 3, 100, false), 1);
    fleet.second(0, 100);
    fleet.scale(0, 2);
    assertThat(fleet.readyWorkers(2)).isEqualTo(1);
    assertThat(fleet.readyWorkers(3)).isEqualTo(2);
    for (int now = 1; now <= 3; now++) fleet.second(now, 0); // 10 + 10 + 20
    assertThat(fleet.outcome(3).inTime()).isEqualTo(50);
    assertThat(fleet.outcome(3).workerHours()).isEqualTo(7.0 / 3600);
  }

  @Test
  void whatWorkersHoldIsNotReady() {
    Fleet fleet = new Fleet(config(10, 0, 100, false), 1);
    fleet.second(0, 110);
    assertThat(fleet.unacked(0)).isEqualTo(64);
    assertThat(fleet.ready(0)).isEqualTo(36);
    fleet.scale(0, 2);
    assertThat(fleet.ready(0)).isZero();
  }

  @Test
  void reversalsAreChangesOfDirection() {
    Fleet fleet = new Fleet(config(10, 0, 1, false), 1);
    for (int size : new int[] {2, 3, 3, 1, 1, 2, 1}) fleet.scale(0, size);
    assertThat(fleet.outcome(0).reversals()).isEqualTo(3);
  }
}
