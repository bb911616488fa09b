package dev.warren.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a future: a command waits for it, finishes its work, returns its exit code,
 * and the process ends with that code instead of the JVM's 130 or 143.
 */
public final class StopSignal {
  /** Longest that a command may take to finish; beyond it the process ends with a failure. */
  private static final long LIMIT_SECONDS = 120;

  private static final CompletableFuture<Void> requested = new CompletableFuture<>();
  private static final CountDownLatch finished = new CountDownLatch(1);
  private static volatile int exitCode = ExitCode.FAILURE;
  private static boolean installed;

  private StopSignal() {}

  /** Completes when the process is asked to stop. The first call takes the signals over. */
  public static synchronized CompletableFuture<Void> requested() {
    if (!installed) {
      Runtime.getRuntime().addShutdownHook(new Thread(StopSignal::stop, "stop-signal"));
      installed = true;
    }
    return requested.copy();
  }

  /** The command has returned: the process may end. */
  static void finished(int code) {
    exitCode = code;
    finished.countDown();
  }

  private static void stop() {
    requested.complete(null);
    try {
      if (!finished.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("warren: not finished " + LIMIT_SECONDS + " s after the stop signal");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // System.exit would wait for this very hook, and the JVM's own code says only "by a signal".
    Runtime.getRuntime().halt(exitCode);
  }
}
