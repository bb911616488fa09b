package dev.warren.cli;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the broker is, who we are there, and what things are called on it. */
public final class AmqpOptions {
  @Option(
      names = "--amqp",
      paramLabel = "URI",
      description =
          "Broker, as amqp://user:password@host:5672/vhost; amqps:// for TLS. Others on this"
              + " machine can read a command line: the environment is the better place.")
  private String amqp;

  @Option(names = "--amqp-username", paramLabel = "NAME", description = "User, unless in the URI.")
  private String username;

  @Option(
      names = "--amqp-password-file",
      paramLabel = "FILE",
      description = "File with the password, unless in the URI.")
  private Path passwordFile;

  @Option(
      names = "--prefix",
      defaultValue = "warren",
      paramLabel = "NAME",
      description = "What the names on the broker begin with; default ${DEFAULT-VALUE}.")
  private String prefix;

  public boolean isGiven() {
    return amqp != null;
  }

  /**
   * @throws CommandException when the address or the credentials are missing or malformed
   */
  public AmqpConfig config() {
    if (amqp == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "--amqp is missing: give amqp://user:password@host:5672/vhost, or set WARREN_AMQP");
    }
    if ((username == null) != (passwordFile == null)) {
      throw new CommandException(
          ExitCode.USAGE, "--amqp-username and --amqp-password-file go together");
    }
    AmqpConfig config;
    try {
      config = AmqpConfig.parse(amqp);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--amqp: " + e.getMessage(), e);
    }
    if (username != null && config.username() != null) {
      throw new CommandException(
          ExitCode.USAGE,
          "--amqp-username: --amqp names a user already; give user and password in one place");
    }
    if (username != null) {
      config = config.withCredentials(username, password());
    }
    if (config.username() == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "--amqp names no user: give amqp://user:password@"
              + config.address()
              + ", or --amqp-username and --amqp-password-file");
    }
    return config;
  }

  public Topology topology() {
    return new Topology(prefix);
  }

  private String password() {
    try {
      return Files.readString(passwordFile).stripTrailing();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "--amqp-password-file " + passwordFile + " cannot be read", e);
    }
  }
}
