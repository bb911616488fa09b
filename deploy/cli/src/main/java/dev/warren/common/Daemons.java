package dev.warren.common;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that keep no process alive, named after what they do. */
public final class Daemons {
  private Daemons() {}

  /** Not started yet. */
  public static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** For an executor of one thread. */
  public static ThreadFactory named(String name) {
    return task -> thread(name, task);
  }

  /** For an executor of several: {@code name-0}, {@code name-1} and so on. */
  public static ThreadFactory numbered(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> thread(name + "-" + number.getAndIncrement(), task);
  }
}
