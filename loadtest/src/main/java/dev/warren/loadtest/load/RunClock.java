package dev.warren.loadtest.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time since the start of the run, and the sender's only way to wait; a test moves it by hand. */
interface RunClock {
  /** Since the start; before it negative. */
  long nanos();

  /** A moment of {@link System#nanoTime} on this clock. */
  long at(long nanoTime);

  /** That moment as epoch milliseconds. */
  long epochMillis(long nanos);

  /** Returns at that time, not earlier. */
  void awaitUntil(long nanos) throws InterruptedException;

  /** The system's clocks; the run starts {@code delayNanos} from now. */
  static RunClock startingIn(long delayNanos) {
    long origin = System.nanoTime() + delayNanos;
    long originMs = System.currentTimeMillis() + TimeUnit.NANOSECONDS.toMillis(delayNanos);
    return new RunClock() {
      @Override
      public long nanos() {
        return System.nanoTime() - origin;
      }

      @Override
      public long at(long nanoTime) {
        return nanoTime - origin;
      }

      @Override
      public long epochMillis(long nanos) {
        return originMs + TimeUnit.NANOSECONDS.toMillis(nanos);
      }

      @Override
      public void awaitUntil(long nanos) throws InterruptedException {
        long left;
        while ((left = nanos - nanos()) > 0) {
          LockSupport.parkNanos(left);
          if (Thread.interrupted()) throw new InterruptedException();
        }
      }
    };
  }
}
