package dev.warren.loadtest.load;

/** Time that passes only when somebody waits or says so. */
final class HandClock implements RunClock {
  private long nanos;
  private long interruptAtNanos = Long.MAX_VALUE;

  @Override
  public long at(long nanoTime) {
    return nanoTime;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis(long at) {
    return 1_700_000_000_000L + at / 1_000_000;
  }

  @Override
  public void awaitUntil(long at) throws InterruptedException {
    if (at >= interruptAtNanos) {
      nanos = Math.max(nanos, interruptAtNanos);
      throw new InterruptedException();
    }
    nanos = Math.max(nanos, at);
  }

  void passMillis(long millis) {
    nanos += millis * 1_000_000;
  }

  void interruptAtMillis(long millis) {
    interruptAtNanos = millis * 1_000_000;
  }
}
