package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    return new RabbitReceipt(null, tag, inFlight, null, null, metrics);
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
  void whatComesAfterTheEndIsLostAtOnce() {
    inFlight.abandon();
    assertThat(take(1).isStale()).isTrue();
    assertThat(lost).hasValue(1);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void whoeverWaitsForTheLastOneIsFreed() throws Exception {
    take(1);
    CompletableFuture<Boolean> allSettled =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return inFlight.awaitEmpty(Duration.ofMinutes(10));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    inFlight.abandon();
    assertThat(allSettled.get()).isFalse();
  }
}
