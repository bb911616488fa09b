package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunningLanesTest {
  private final RunningLanes lanes = new RunningLanes(8);
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void aLaneAloneLooksUntilItsWorkIsDone() throws Exception {
    lanes.began();

    lanes.stayAwake(() -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void aLaneAmongOthersSleepsAtOnce() throws Exception {
    lanes.began();
    lanes.began();

    lanes.stayAwake(this::never);

    assertThat(looks).hasValue(0);
  }

  @Test
  void noLaneStaysAwakeWhereCoresAreScarce() throws Exception {
    RunningLanes scarce = new RunningLanes(7);
    scarce.began();

    scarce.stayAwake(this::never);

    assertThat(looks).hasValue(0);
  }

  @Test
  void aLaneSleepsOnceAnotherBegins() throws Exception {
    lanes.began();

    lanes.stayAwake(
        () -> {
          if (looks.incrementAndGet() == 2) lanes.began();
          return false;
        });

    assertThat(looks).hasValue(2);
  }

  @Test
  void aLaneIsAloneAgainWhenTheOthersHaveEnded() throws Exception {
    lanes.began();
    lanes.began();
    lanes.ended();

    lanes.stayAwake(() -> looks.incrementAndGet() == 2);

    assertThat(looks).hasValue(2);
  }

  @Test
  void aLongRunLetsALaneSleep() throws Exception {
    lanes.began();
    long start = System.nanoTime();

    lanes.stayAwake(this::never);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(RunningLanes.AWAKE_NANOS);
  }

  private boolean never() {
    looks.incrementAndGet();
    return false;
  }
}
