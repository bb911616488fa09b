package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueueWaitTest {
  private static final int LIMIT = 3;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // overflows on the way
  private final QueueWait wait = new QueueWait(nanos::get);

  private long settled;

  private long afterMillis(long millis, int held) {
    nanos.addAndGet(millis * 1_000_000);
    long longest = wait.longestMs(held, settled, LIMIT);
    wait.handled();
    return longest;
  }

  @Test
  void ofWhatComesAtOnceNobodyKnows() {
    assertThat(afterMillis(0, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
    assertThat(afterMillis(199, 2)).isEqualTo(QueueWait.UNKNOWN_MS);
  }

  @Test
  void whatComesFirstMayTakeTheBrokerAWhile() {
    assertThat(afterMillis(999, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
  }

  @Test
  void afterAMomentWithoutAFrameTheQueueIsEmpty() {
    afterMillis(0, 1);
    assertThat(afterMillis(200, 1)).isZero();
    assertThat(afterMillis(30, 2)).isEqualTo(30);
    assertThat(afterMillis(200, 1)).isZero();
  }

  @Test
  void inASteadyStreamItIsEmptyOnceThereWasRoomForASecond() {
    for (int i = 1; i <= 9; i++) assertThat(afterMillis(100, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
    assertThat(afterMillis(100, 2)).isZero();
    assertThat(afterMillis(100, 2)).isZero();
  }

  /** However long ago the last place was taken. */
  @Test
  void aBacklogHasWaitedSinceTheQueueWasEmptyLast() {
    afterMillis(0, 1);
    assertThat(afterMillis(200, LIMIT)).isZero();
    assertThat(afterMillis(60_000, LIMIT)).isEqualTo(60_000);
    assertThat(afterMillis(999, LIMIT)).isEqualTo(60_999);
    assertThat(afterMillis(1, 2)).isEqualTo(61_000);
    assertThat(afterMillis(199, 2)).isEqualTo(61_199);
    assertThat(afterMillis(200, 2)).isZero();
  }

  @Test
  void aPauseOfTheConsumersIsNoSignOfAnEmptyQueue() {
    afterMillis(0, 1);
    assertThat(afterMillis(200, 1)).isZero();
    nanos.addAndGet(5_000_000_000L);
    wait.begun();
    assertThat(afterMillis(10, 1)).isEqualTo(5_010);
  }

  /** The next ones wait in the client meanwhile. */
  @Test
  void aFrameThatIsLongInHandIsNoSignOfAnEmptyQueue() {
    wait.longestMs(1, settled, LIMIT);
    nanos.addAndGet(5_000_000_000L);
    wait.handled();
    assertThat(afterMillis(0, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
    assertThat(afterMillis(0, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
    assertThat(afterMillis(999, 1)).as("none has waited").isZero();
  }

  /** As when all of them are late and skipped at once. */
  @Test
  void framesThatAreSettledAtOnceHaveHadTheirPlaces() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(afterMillis(10, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
      settled++;
    }
    assertThat(afterMillis(999, 1)).isEqualTo(QueueWait.UNKNOWN_MS);
    settled += LIMIT;
    assertThat(afterMillis(1_000, 1)).isZero();
  }
}
