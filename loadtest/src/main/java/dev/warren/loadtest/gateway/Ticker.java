package dev.warren.loadtest.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Time as the gateway sees it, and its only way to wait; a test moves it by hand. */
interface Ticker {
  long nanoTime();

  long epochMillis();

  /** Returns at that time, or earlier if the gateway is to stop or is woken. */
  void awaitUntil(long nanoTime) throws InterruptedException;

  /** From any thread: ends the wait, or the next one. */
  default void wake() {}

  boolean stopped();

  /** The system's clocks for the caller's thread, and a future that stops the gateway. */
  static Ticker system(CompletableFuture<?> stop) {
    Thread waiting = Thread.currentThread();
    stop.whenComplete((nothing, failure) -> LockSupport.unpark(waiting));
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
        if (!stopped()) LockSupport.parkNanos(this, nanoTime - System.nanoTime());
        if (Thread.interrupted()) throw new InterruptedException();
      }

      @Override
      public void wake() {
        LockSupport.unpark(waiting);
      }

      @Override
      public boolean stopped() {
        return stop.isDone();
      }
    };
  }
}
