package dev.warren.loadtest.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Time as the gateway sees it, and its only way to wait; a test moves it by hand. */
interface Ticker {
  long nanoTime();

  long epochMillis();

  /** Returns at that time, or earlier if the gateway is to stop. */
  void awaitUntil(long nanoTime) throws InterruptedException;

  boolean stopped();

  /** The system's clocks, and a future that stops the gateway when it completes. */
  static Ticker system(CompletableFuture<?> stop) {
    return new Ticker() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public long epochMillis() {
        return System.currentTimeMillis();
      }

      @Override
      public void awaitUntil(long nanoTime) throws InterruptedException {
        long nanos = nanoTime - System.nanoTime();
        if (nanos <= 0) {
          return;
        }
        try {
          stop.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          // The usual case: nobody asked us to stop.
        } catch (ExecutionException e) {
          throw new IllegalStateException("a stop signal does not fail", e.getCause());
        }
      }

      @Override
      public boolean stopped() {
        return stop.isDone();
      }
    };
  }
}
