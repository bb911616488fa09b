package dev.warren.loadtest;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.protocol.BrokerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What the broker refuses is one line and an exit code for the person at the command line. */
public final class BrokerFailures {
  private BrokerFailures() {}

  /** Runs {@code opening}. */
  public static <T> T translate(Supplier<T> opening) {
    try {
      return opening.get();
    } catch (BrokerException e) {
      throw new CommandException(ExitCode.BROKER, e.getMessage(), e);
    }
  }

  /**
   * @param closed of a publisher or subscriber; completes exceptionally when it lost its connection
   */
  public static void throwIfLost(CompletableFuture<Void> closed) {
    if (!closed.isCompletedExceptionally()) {
      return;
    }
    try {
      closed.join();
    } catch (CompletionException e) {
      throw new CommandException(ExitCode.BROKER, e.getCause().getMessage(), e.getCause());
    }
  }
}
