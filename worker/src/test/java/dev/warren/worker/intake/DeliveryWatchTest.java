package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliveryWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HandClock clock = new HandClock();
  private final DeliveryWatch watch = new DeliveryWatch(() -> clock.millis() * 1_000_000);

  @Test
  void isQuietFromTheLastDeliveryOn() {
    clock.advance(LIMIT.minusMillis(1));
    assertThat(watch.isQuietFor(LIMIT)).isFalse();
    watch.delivered();
    clock.advance(LIMIT.minusMillis(1));
    assertThat(watch.isQuietFor(LIMIT)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(watch.isQuietFor(LIMIT)).isTrue();
  }

  @Test
  void framesThatWaitTwiceInARowShouldHaveCome() {
    assertThat(watch.isStalled(true)).as("they may have come this moment").isFalse();
    assertThat(watch.isStalled(false)).isFalse();
    assertThat(watch.isStalled(true)).isFalse();
    watch.delivered();
    assertThat(watch.isStalled(true)).as("one has come since").isFalse();
    assertThat(watch.isStalled(true)).isTrue();
  }
}
