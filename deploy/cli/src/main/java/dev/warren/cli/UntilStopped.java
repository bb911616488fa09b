package dev.warren.cli;

import static java.util.Objects.requireNonNull;

import dev.warren.common.Daemons;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits for a start that no interrupt reaches, such as minutes inside native code, or for the stop
 * signal: whichever comes first.
 */
public final class UntilStopped {
  /** The process was asked to stop, and what it waited for is not there. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
      super("stopped before the start was complete");
    }
  }

  private final CompletableFuture<Void> stop;

  /**
   * @param stop completes when the process is to stop
   */
  public UntilStopped(CompletableFuture<Void> stop) {
    this.stop = requireNonNull(stop, "stop");
  }

  /** Completes when the process is to stop; for whoever knows how to wait for it by itself. */
  public CompletableFuture<Void> stop() {
    return stop;
  }

  /**
   * What {@code work} gives or throws.
   *
   * @param late takes what comes after the stop, when nobody waits for it any more
   * @throws StoppedException at the stop signal, or an interrupt; the work then goes on by itself,
   *     on a daemon thread, as long as the process lives
   */
  public <T> T get(Supplier<T> work, Consumer<T> late) {
    CompletableFuture<T> result = new CompletableFuture<>();
    stop.thenRun(() -> result.completeExceptionally(new StoppedException()));
    Daemons.thread(
            "start",
            () -> {
              try {
                T made = work.get();
                if (!result.complete(made)) late.accept(made);
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            })
        .start();
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) throw error;
      throw (RuntimeException) e.getCause(); // a supplier throws nothing else
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      StoppedException stopped = new StoppedException();
      // Nobody takes what was made in this very moment either.
      if (!result.completeExceptionally(stopped)) result.thenAccept(late);
      throw stopped;
    }
  }
}
