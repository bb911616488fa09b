package dev.warren.worker.benchmark;

import dev.warren.common.Daemons;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The thread that opens a lane, uses it for one batch size after the other, and closes it. */
final class LaneThread implements AutoCloseable {
  private final ExecutorService thread;
  private final Future<BareLane> lane;

  LaneThread(int number, Callable<BareLane> open) {
    thread = Executors.newSingleThreadExecutor(Daemons.named("benchmark-" + number));
    lane = thread.submit(open);
  }

  void awaitOpen() throws InterruptedException, ExecutionException {
    lane.get();
  }

  Future<LaneTimes> measure(int batch, Window window) {
    return thread.submit(() -> lane.get().measure(batch, window));
  }

  @Override
  public void close() {
    Future<?> closed =
        thread.submit(
            () -> {
              lane.get().close();
              return null;
            });
    thread.shutdown();
    try {
      closed.get();
    } catch (ExecutionException e) {
      // It was never opened: whoever waited for that has been told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
