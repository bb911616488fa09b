package dev.warren.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a future: a command waits for it, finishes its work, returns its exit code,
 * and the process ends with that code instead of the JVM's 130 or 143. A process that is stopped,
 * or whose service has failed, may have threads in native code that nobody waits for, such as a
 * build of minutes: it ends without C's exit handlers.
 */
public final class StopSignal {
  /** Longest that a command may take to finish; beyond it the process ends with a failure. */
  private static final long LIMIT_SECONDS = 120;

  private static StopSignal installed;

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop-signal");
  private volatile boolean isAwaited;
  private volatile int exitCode = ExitCode.FAILURE;

  private StopSignal() {}

  /** A command begins. */
  static synchronized void started() {
    if (installed != null) return;
    installed = new StopSignal();
    try {
      Runtime.getRuntime().addShutdownHook(installed.hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, before there is anything to finish.
    }
  }

  /** Completes when the process is asked to stop. Signals are ours until the command returns. */
  public static synchronized CompletableFuture<Void> requested() {
    started();
    installed.isAwaited = true;
    return installed.requested.copy();
  }

  /** The command has returned: the process may end, and signals are the JVM's again. */
  static synchronized void finished(int code) {
    if (installed == null) return;
    try {
      Runtime.getRuntime().removeShutdownHook(installed.hook);
      if (installed.isAwaited && code != ExitCode.OK) ExitHandlers.skip();
    } catch (IllegalStateException e) {
      // The JVM is going down already and the hook waits for us.
      installed.exitCode = code;
      installed.finished.countDown();
    }
    installed = null;
  }

  private void stop() {
    if (!isAwaited) {
      ExitHandlers.skip();
      return;
    }
    requested.complete(null);
    try {
      if (!finished.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("warren: not finished " + LIMIT_SECONDS + " s after the stop signal");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ExitHandlers.skip();
    // System.exit would wait for this very hook, and the JVM's own code says only "by a signal".
    Runtime.getRuntime().halt(exitCode);
  }
}
