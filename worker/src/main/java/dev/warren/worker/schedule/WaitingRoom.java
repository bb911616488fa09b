package dev.warren.worker.schedule;

import dev.warren.worker.lifecycle.Workers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Where frames wait for a thread that takes them: the lock around the {@link Scheduler}, and a
 * thread that skips frames the moment they become hopeless, so that their answer does not wait for
 * an engine that is held up. Thread-safe.
 */
public final class WaitingRoom<T> implements AutoCloseable {
  private static final long YEAR_NANOS = 365L * 24 * 3600 * 1_000_000_000;

  private final Scheduler<T> scheduler;
  private final Consumer<Skipped<T>> skipped;
  private final Workers expiry;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition offered = lock.newCondition();
  private final Condition expiresSooner = lock.newCondition();

  private boolean held;

  /** When the thread looks again by itself. */
  private long nextLookNanos = System.nanoTime();

  private WaitingRoom(String role, Scheduler<T> scheduler, Consumer<Skipped<T>> skipped) {
    this.scheduler = scheduler;
    this.skipped = skipped;
    this.expiry = new Workers(role + "-expiry", 1);
  }

  static <T> WaitingRoom<T> open(
      String role, Scheduler<T> scheduler, Consumer<Skipped<T>> skipped) {
    WaitingRoom<T> room = new WaitingRoom<>(role, scheduler, skipped);
    room.expiry.start(room::expire);
    return room;
  }

  /** Never blocks but for what takes the skipped ones: the prefetch bounds who waits. */
  public void offer(T frame) {
    List<Skipped<T>> gone;
    lock.lock();
    try {
      long now = System.nanoTime();
      gone = scheduler.offer(frame, now);
      offered.signal();
      if (scheduler.nanosToExpiry(frame, now) < nextLookNanos - now) expiresSooner.signal();
    } finally {
      lock.unlock();
    }
    gone.forEach(skipped);
  }

  /** Waits until there is a batch. */
  public Taken<T> take() throws InterruptedException {
    while (true) {
      Scheduler.Batch<T> batch = nextBatch();
      batch.skipped().forEach(skipped);
      if (!batch.run().isEmpty()) return new Taken<>(batch.run(), batch.closing());
    }
  }

  private Scheduler.Batch<T> nextBatch() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        while (held) offered.await();
        Scheduler.Batch<T> batch = scheduler.next(System.nanoTime());
        if (scheduler.size() > 0) offered.signal(); // a batch may have been cut short
        if (!batch.isEmpty()) return batch;
        offered.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * While true nobody gets a batch. Frames that become hopeless are skipped all the same.
   *
   * @param held false once batches go on
   */
  public void hold(boolean held) {
    lock.lock();
    try {
      this.held = held;
      offered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void expire() throws InterruptedException {
    while (true) {
      awaitExpired().forEach(skipped);
    }
  }

  private List<Skipped<T>> awaitExpired() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = System.nanoTime();
        List<Skipped<T>> late = scheduler.expired(now);
        if (!late.isEmpty()) return late;
        // No longer than a year, so that the sum stays within what nanoTime can compare.
        long wait = Math.min(scheduler.nanosToExpiry(now), YEAR_NANOS);
        nextLookNanos = now + wait;
        expiresSooner.awaitNanos(wait);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Frames that wait. */
  public int size() {
    lock.lock();
    try {
      return scheduler.size();
    } finally {
      lock.unlock();
    }
  }

  /** Completes when the thread has ended by itself, which ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return expiry.failure();
  }

  /** Skips nothing any more. What waits can still be drained. */
  @Override
  public void close() {
    expiry.close();
  }

  /** Takes out everything that waits. */
  public List<T> drain() {
    lock.lock();
    try {
      return scheduler.drain();
    } finally {
      lock.unlock();
    }
  }
}
