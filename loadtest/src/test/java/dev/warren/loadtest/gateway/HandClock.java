package dev.warren.loadtest.gateway;

/** Time that passes only when somebody waits. */
final class HandClock implements Ticker {
  private long nanos = 1_000;
  private long stopAtNanos = Long.MAX_VALUE;

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
