package dev.warren.loadtest.scaling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The broker's queue and the workers on it. Moves on by {@link #second}; used by one thread. */
final class Fleet {
  /** One worker, from its creation on. */
  static final class Worker {
    private final int readyAt;
    private double served;

    Worker(int readyAt) {
      this.readyAt = readyAt;
    }

    boolean isReady(int second) {
      return second >= readyAt;
    }

    /** Frames that have come to an end there: {@code warren_frames_total}. */
    double served() {
      return served;
    }
  }

  private final FleetConfig config;
  private final Backlog backlog = new Backlog();
  private final Tally tally = new Tally();
  private final Deque<Worker> workers = new ArrayDeque<>();
  private double credit;

  /**
   * @param atFirst workers that are there at the begin, and warm
   */
  Fleet(FleetConfig config, int atFirst) {
    this.config = config;
    for (int i = 0; i < atFirst; i++) workers.addLast(new Worker(0));
  }

  /** Frames arrive, and the ready workers take what they can. */
  void second(int now, int arrivals) {
    tally.arrived(arrivals);
    backlog.add(now, arrivals);
    List<Worker> ready = workers.stream().filter(w -> w.isReady(now)).toList();
    long before = backlog.size();
    if (!ready.isEmpty()) {
      if (config.skipsLate()) backlog.takeOlder(now, config.deadlineSeconds(), tally::late);
      // What is left of a frame is carried over, but nothing is saved up while there is no work.
      credit += ready.size() * config.capacity();
      long most = (long) Math.floor(credit + 1e-9);
      long waiting = backlog.size();
      backlog.take(now, most, this::served);
      credit = most > waiting ? 0 : credit - most;
      double share = (double) (before - backlog.size()) / ready.size();
      ready.forEach(worker -> worker.served += share);
    }
    tally.second(workers.size());
  }

  private void served(int waited, long count) {
    if (waited > config.deadlineSeconds()) tally.late(waited, count);
    else tally.inTime(waited, count);
  }

  /**
   * Creates workers, or stops those that came last. A stopped one finishes what it holds; that it
   * takes a moment is left out.
   */
  void scale(int now, int size) {
    tally.scaled(size - workers.size());
    while (workers.size() < size) workers.addLast(new Worker(now + config.warmUpSeconds()));
    while (workers.size() > size) workers.removeLast();
  }

  int size() {
    return workers.size();
  }

  List<Worker> workers() {
    return new ArrayList<>(workers);
  }

  long readyWorkers(int now) {
    return workers.stream().filter(worker -> worker.isReady(now)).count();
  }

  /** Held by workers: {@code messages_unacked}. */
  long unacked(int now) {
    return Math.min(backlog.size(), readyWorkers(now) * config.prefetch());
  }

  /** Held by the broker: {@code messages_ready}. */
  long ready(int now) {
    return backlog.size() - unacked(now);
  }

  /** What it came to, when {@code now} is over. */
  Outcome outcome(int now) {
    return tally.outcome(backlog.size(), backlog.oldest(now));
  }
}
