package dev.warren.worker.lifecycle;

import dev.warren.common.Daemons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one stage, named after it. A thread whose body throws anything but an interrupt
 * fails the stage, and with it the worker: a stage must not limp on with a thread less.
 */
public final class Workers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  private static final Duration JOIN = Duration.ofSeconds(10);

  /** What a thread does until it is interrupted. */
  @FunctionalInterface
  public interface Body {
    void run() throws InterruptedException;
  }

  private final String role;
  private final int count;
  private final List<Thread> threads = new ArrayList<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private volatile boolean closing;

  public Workers(String role, int count) {
    this.role = role;
    this.count = count;
  }

  public void start(Body body) {
    for (int i = 0; i < count; i++) {
      threads.add(Daemons.thread(role + "-" + i, () -> guard(body)));
    }
    threads.forEach(Thread::start);
  }

  /** Completes with what ended a thread, unless it was told to end. */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  private void guard(Body body) {
    try {
      body.run();
    } catch (InterruptedException e) {
      if (!closing) failure.complete(e);
    } catch (Throwable t) {
      if (!closing) {
        log.error("{} ended", Thread.currentThread().getName(), t);
        failure.complete(t);
      }
    }
  }

  /** Interrupts the threads and waits for them, for 10 seconds at most. */
  @Override
  public void close() {
    closing = true;
    threads.forEach(Thread::interrupt);
    long end = System.nanoTime() + JOIN.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        if (thread.isAlive()) {
          log.warn("{} did not end within {} s", thread.getName(), JOIN.toSeconds());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
