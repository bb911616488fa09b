package dev.warren.protocol;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Daemon threads, so that a client never keeps its program alive. */
final class Threads {
  private Threads() {}

  static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * One thread, which goes by itself when there is nothing to do: needs no shutdown, and so never
   * refuses work.
   */
  static ExecutorService single(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> daemon(name, work));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Waits for the end of {@code thread}; keeps the interrupt flag. */
  static void join(Thread thread, Duration timeout) {
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }
}
