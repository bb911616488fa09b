package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Trouble AWAY = new Trouble(Trouble.Kind.AWAY, "nobody there", null);
  private static final Trouble REFUSED = new Trouble(Trouble.Kind.REFUSED, "no such user", null);

  private final Backoff backoff = new Backoff(SessionConfig.DEFAULT, new Random(7));

  private long next(Trouble trouble) {
    return backoff.after(trouble, Duration.ZERO).toMillis();
  }

  @Test
  void doublesUpToTheLongestAndIsNeverNothing() {
    for (long most = 200; most < 100_000; most *= 2) {
      assertThat(next(AWAY)).isBetween(Math.min(most, 15_000) / 10, Math.min(most, 15_000));
    }
    for (int i = 0; i < 100; i++) assertThat(next(AWAY)).isBetween(1_500L, 15_000L);
  }

  @Test
  void spreadsThoseWhoHaveLostOneBroker() {
    long[] waits = new long[1_000];
    for (int i = 0; i < waits.length; i++) {
      Backoff own = new Backoff(SessionConfig.DEFAULT, new Random(i));
      for (int n = 0; n < 10; n++) waits[i] = own.after(AWAY, Duration.ZERO).toMillis();
    }
    assertThat(LongStream.of(waits).filter(w -> w < 5_000).count()).isBetween(150L, 450L);
    assertThat(LongStream.of(waits).filter(w -> w > 10_000).count()).isBetween(250L, 500L);
  }

  @Test
  void whatSomebodyHasToMendIsTriedSlowlyAndYetSoonEnough() {
    assertThat(next(REFUSED)).isBetween(100L, 1_000L);
    for (int i = 0; i < 100; i++) assertThat(next(REFUSED)).isBetween(100L, 5_000L);
  }

  @Test
  void beginsAnewAfterASessionThatLived() {
    for (int i = 0; i < 10; i++) next(AWAY);
    assertThat(backoff.after(AWAY, Duration.ofSeconds(1)).toMillis()).isBetween(20L, 200L);
  }

  @Test
  void goesOnAfterASessionThatBrokeAtOnce() {
    for (int i = 0; i < 10; i++) next(AWAY);
    assertThat(backoff.after(AWAY, Duration.ofMillis(999)).toMillis()).isGreaterThan(1_400);
  }
}
