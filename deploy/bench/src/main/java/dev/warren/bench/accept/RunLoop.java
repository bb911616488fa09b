package dev.warren.bench.accept;

import dev.warren.common.Daemons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runners on threads of their own that do nothing but run, as fast as they can. */
final class RunLoop implements AutoCloseable {
  private final List<Worker> threads = new ArrayList<>();

  /** A thread and what it has opened. */
  private record Worker(ExecutorService executor, Future<Runner> runner) {}

  private RunLoop() {}

  static RunLoop open(Runner.Source source, int count) throws Exception {
    RunLoop loop = new RunLoop();
    try {
      for (int i = 0; i < count; i++) {
        ExecutorService executor = Executors.newSingleThreadExecutor(Daemons.named("run-loop"));
        loop.threads.add(new Worker(executor, executor.submit(source::open)));
      }
      for (Worker thread : loop.threads) get(thread.runner());
      return loop;
    } catch (Exception e) {
      loop.close();
      throw e;
    }
  }

  /** Images per second of all threads together, each with batches of this size. */
  double framesPerSecond(int batch, Duration warmUp, Duration duration) throws Exception {
    long start = System.nanoTime() + warmUp.toNanos();
    long end = start + duration.toNanos();
    List<Future<Double>> rates = new ArrayList<>();
    for (Worker thread : threads) {
      rates.add(thread.executor().submit(() -> rate(thread.runner().get(), batch, start, end)));
    }
    double sum = 0;
    for (Future<Double> rate : rates) sum += get(rate);
    return sum;
  }

  private static double rate(Runner runner, int batch, long start, long end) throws Exception {
    do {
      runner.run(batch);
    } while (System.nanoTime() - start < 0);
    long from = System.nanoTime();
    long frames = 0;
    do {
      runner.run(batch);
      frames += batch;
    } while (System.nanoTime() - end < 0);
    return frames * 1e9 / (System.nanoTime() - from);
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) throw failure;
      if (e.getCause() instanceof Error failure) throw failure;
      throw e;
    }
  }

  @Override
  public void close() {
    for (Worker thread : threads) {
      Future<?> closed = thread.executor().submit(() -> close(thread.runner()));
      thread.executor().shutdown();
      try {
        closed.get();
      } catch (ExecutionException e) {
        // It was never opened: whoever waited for that has been told.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Void close(Future<Runner> runner) throws Exception {
    runner.get().close();
    return null;
  }
}
