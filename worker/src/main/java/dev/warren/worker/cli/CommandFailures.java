package dev.warren.worker.cli;

import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.protocol.BrokerProblems;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.ModelException;
import java.io.IOException;

/** Which exit code a failure of the worker means. */
final class CommandFailures {
  private CommandFailures() {}

  /** Something that opens what a command needs. */
  @FunctionalInterface
  interface Start<T> {
    T start() throws IOException;
  }

  /** Runs {@code start}; what an operator can mend becomes one line with an exit code. */
  static <T> T translate(Start<T> start) throws IOException {
    try {
      return start.start();
    } catch (ModelException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage(), e);
    } catch (DeviceException e) {
      throw new CommandException(ExitCode.DEVICE, e.getMessage(), e);
    }
  }

  /** The exit code for what ended a service that was running. */
  static int exitCode(Throwable failure) {
    if (failure instanceof ModelException) return ExitCode.CONFIGURATION;
    if (failure instanceof DeviceException) return ExitCode.DEVICE;
    if (failure instanceof OutOfMemoryError) return ExitCode.CONFIGURATION; // as at the start
    // Lost connections, closed channels and deleted queues all arrive as these.
    boolean broker = failure instanceof ShutdownSignalException || failure instanceof IOException;
    return broker ? ExitCode.BROKER : ExitCode.FAILURE;
  }

  /** What went wrong, with its causes: a client's own words are often just "connection error". */
  static String reason(Throwable failure) {
    if (failure instanceof ShutdownSignalException signal) return BrokerProblems.losing(signal);
    StringBuilder reason = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      reason.append(", because of ").append(cause);
    }
    return reason.toString();
  }
}
