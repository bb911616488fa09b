package dev.warren.loadtest;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A publisher or subscriber that ended by itself ends its command. */
public final class LostConnection {
  private LostConnection() {}

  /**
   * @param closed of a publisher or subscriber; completes exceptionally when it lost its connection
   * @throws CommandException saying why, if it did
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
