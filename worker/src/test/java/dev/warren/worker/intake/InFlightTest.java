package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.common.Daemons;
import dev.warren.worker.metrics.Held;
import dev.warren.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Receipts of a session that goes; no channel is asked for anything. */
class InFlightTest {
  private final AtomicInteger lost = new AtomicInteger();
  private final InFlight inFlight = new InFlight();
  private final WorkerMetrics metrics =
      new WorkerMetrics() {
        @Override
        public void settlementLost() {
          lost.incrementAndGet();
        }
      };

  private RabbitReceipt take(long tag) {
    return take(tag, 0);
  }

  private RabbitReceipt take(long tag, int sizeBytes) {
    CarriedFrame frame = new CarriedFrame(null, null, new byte[sizeBytes]);
    return new RabbitReceipt(null, tag, inFlight, frame, null, metrics);
  }

  @Test
  void whatIsHeldIsLostOnceWithItsSessionAndCannotBeSettledAnyMore() {
    RabbitReceipt first = take(1);
    RabbitReceipt second = take(2);
    assertThat(first.isStale()).isFalse();
    inFlight.abandon();
    inFlight.abandon();
    assertThat(first.isStale()).isTrue();
    first.ack();
    first.ack();
    second.requeue();
    assertThat(lost).hasValue(2);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void knowsHowMuchItHoldsAndForHowLong() {
    assertThat(inFlight.held()).isEqualTo(Held.NOTHING);
    take(1, 300);
    long between = System.nanoTime();
    RabbitReceipt second = take(2, 50);
    long atLeast = System.nanoTime() - between;
    Held held = inFlight.held();
    assertThat(held.frames()).isEqualTo(2);
    assertThat(held.bytes()).isEqualTo(350);
    assertThat(held.oldestNanos()).as("of the first one").isGreaterThanOrEqualTo(atLeast);
    inFlight.remove(second);
    assertThat(inFlight.held().bytes()).isEqualTo(300);
  }

  @Test
  void whatComesAfterTheEndIsLostAtOnce() {
    inFlight.abandon();
    assertThat(take(1).isStale()).isTrue();
    assertThat(lost).hasValue(1);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void whoeverWaitsForTheLastOneIsFreed() throws Exception {
    take(1);
    assertThat(awaitEmptyWhile(inFlight::abandon)).isFalse();
  }

  @Test
  void whoeverWaitsForTheLastOneGoesOnOnceItIsSettled() throws Exception {
    RabbitReceipt last = take(1);
    assertThat(awaitEmptyWhile(() -> inFlight.remove(last))).isTrue();
  }

  /** Somebody waits, for ten minutes at most, and then this happens. */
  private boolean awaitEmptyWhile(Runnable happens) throws Exception {
    FutureTask<Boolean> allSettled =
        new FutureTask<>(() -> inFlight.awaitEmpty(Duration.ofMinutes(10)));
    Thread waiter = Daemons.thread("waiter", allSettled);
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    happens.run();
    return allSettled.get(1, TimeUnit.MINUTES);
  }
}
