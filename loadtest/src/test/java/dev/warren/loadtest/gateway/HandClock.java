package dev.warren.loadtest.gateway;

import java.util.function.LongConsumer;

/** Time that passes only when somebody waits. */
final class HandClock implements Ticker {
  private long nanos = 1_000;
  private long stopAtNanos = Long.MAX_VALUE;

  /** Hears the time after each wait. */
  LongConsumer onWait = millis -> {};

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + elapsedMillis();
  }

  @Override
  public void awaitUntil(long nanoTime) {
    nanos = Math.max(nanos, nanoTime);
    onWait.accept(elapsedMillis());
  }

  @Override
  public boolean stopped() {
    return nanos >= stopAtNanos;
  }

  long elapsedMillis() {
    return (nanos - 1_000) / 1_000_000;
  }

  void stopAfterMillis(long millis) {
    stopAtNanos = nanos + millis * 1_000_000;
  }
}
