package dev.warren.worker.batch;

import dev.warren.worker.lifecycle.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Threads that lend the lanes a hand with what a batch costs the cores. A lane works on its batch
 * itself and waits for nobody who has not begun: without a helper that has time all is as if it had
 * none. Thread-safe.
 */
final class Crew implements AutoCloseable {
  private final int size;
  private final Workers helpers;

  /** What helpers may take part in, at most one for each lane. Its own lock. */
  private final List<Shared> open = new ArrayList<>();

  /**
   * @param size helpers; 0 for lanes that work alone
   */
  Crew(int size) {
    this.size = size;
    this.helpers = new Workers("engine-crew", size);
  }

  /** Helps from now on. */
  void start() {
    helpers.start(this::help);
  }

  /** Completes when a helper has ended by itself. */
  CompletableFuture<Throwable> failure() {
    return helpers.failure();
  }

  /**
   * Does {@code work} for each of the first {@code count} indices, on any thread; and {@code next}
   * for each that is done, on the caller's, in order, until it says false. What the work throws is
   * thrown in that index's turn. No thread is at the work any more when this ends, however it ends.
   */
  void share(int count, IntConsumer work, IntPredicate next) {
    Shared shared = new Shared(count, work);
    int wanted = Math.min(size, count - 1);
    try {
      if (wanted > 0) offer(shared, wanted);
      for (int index = 0; index < count; ) {
        if (!shared.isDone(index) && shared.doOne()) continue;
        shared.join(index);
        if (!next.test(index++)) return;
      }
    } finally {
      withdraw(shared);
    }
  }

  private void offer(Shared shared, int wanted) {
    synchronized (open) {
      open.add(shared);
      for (int i = 0; i < wanted; i++) open.notify();
    }
  }

  private void withdraw(Shared shared) {
    synchronized (open) {
      open.remove(shared);
    }
    shared.close();
  }

  private void help() throws InterruptedException {
    while (true) awaitWork().doRest();
  }

  private Shared awaitWork() throws InterruptedException {
    synchronized (open) {
      while (true) {
        for (Shared shared : open) if (shared.hasMore()) return shared;
        open.wait();
      }
    }
  }

  /** Ends the helpers; lanes go on alone. */
  @Override
  public void close() {
    helpers.close();
  }

  /** Allocates nothing once it is made: it has to tell of memory that has run out. */
  private static final class Shared {
    private final IntConsumer work;
    private final AtomicInteger begun = new AtomicInteger();
    private final boolean[] done;
    private final Throwable[] failures;

    Shared(int count, IntConsumer work) {
      this.work = work;
      this.done = new boolean[count];
      this.failures = new Throwable[count];
    }

    boolean hasMore() {
      return begun.get() < done.length;
    }

    /** False when there is none left that nobody has begun. */
    boolean doOne() {
      int index = begun.getAndIncrement();
      if (index >= done.length) return false;
      Throwable failure = null;
      try {
        work.accept(index);
      } catch (Throwable t) {
        failure = t;
      }
      end(index, failure);
      return true;
    }

    void doRest() {
      while (doOne()) {}
    }

    private synchronized void end(int index, Throwable failure) {
      failures[index] = failure;
      done[index] = true;
      notifyAll();
    }

    synchronized boolean isDone(int index) {
      return done[index];
    }

    /** Throws what its work has thrown. */
    void join(int index) {
      await(index);
      Throwable failure = failures[index];
      if (failure instanceof RuntimeException e) throw e;
      if (failure instanceof Error e) throw e;
    }

    /** An interrupt is for after the batch. */
    private synchronized void await(int index) {
      boolean interrupted = false;
      while (!done[index]) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) Thread.currentThread().interrupt();
    }

    /** Nobody begins another one, and those that are begun end. */
    void close() {
      int last = Math.min(begun.getAndSet(done.length), done.length);
      for (int index = 0; index < last; index++) await(index);
    }
  }
}
