package dev.warren.worker.cli;

import dev.warren.worker.batch.GuardConfig;
import dev.warren.worker.publish.GivenUp;
import java.time.Duration;
import picocli.CommandLine.Option;

/** When a frame or an engine that failed is tried again, and when it is given up. */
final class RetryOptions {
  @Option(
      names = "--retry-attempts",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often a frame is tried again that failed for no fault of its own, after 1, 10, 60,"
              + " 60 ... seconds, before it is answered with failed and kept among the dead"
              + " letters; default ${DEFAULT-VALUE}.")
  private int retryAttempts;

  @Option(
      names = "--dead-letter-malformed",
      description =
          "Keep frames that can never succeed among the dead letters too; they are answered in any"
              + " case.")
  private boolean deadLetterMalformed;

  @Option(
      names = "--engine-failures",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Runs in a row that fail, blank images included, until the engine counts as broken and"
              + " frames go back to the broker; default ${DEFAULT-VALUE}.")
  private int engineFailures;

  @Option(
      names = "--engine-retry-after",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "How often a broken engine is tried again; default ${DEFAULT-VALUE}.")
  private Duration engineRetryAfter;

  @Option(
      names = "--run-timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "A run of the engine that takes longer never ends: its frames go back, and the device"
              + " counts as lost; default ${DEFAULT-VALUE}, 0s never.")
  private Duration runTimeout;

  GuardConfig engines() {
    return new GuardConfig(engineFailures, engineRetryAfter, runTimeout);
  }

  GivenUp.Config frames() {
    return new GivenUp.Config(retryAttempts, deadLetterMalformed);
  }
}
