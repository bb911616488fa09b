package dev.warren.loadtest;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a start waits for those that are started beside it. */
public final class StartupOptions {
  private static final Duration LONGEST = Duration.ofDays(1);

  @Option(
      names = "--startup-timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How long a start waits for a broker that does not answer, or for a worker that creates what"
              + " is missing on it, before it ends with code 4; default ${DEFAULT-VALUE}, 0s: not at"
              + " all.")
  private Duration timeout;

  /**
   * @throws CommandException when it is out of bounds
   */
  public Duration timeout() {
    if (timeout.compareTo(LONGEST) > 0) {
      throw usage("--startup-timeout not in 0s..24h: " + timeout);
    }
    return timeout;
  }
}
