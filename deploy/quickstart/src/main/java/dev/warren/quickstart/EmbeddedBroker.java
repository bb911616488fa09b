package dev.warren.quickstart;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.qpid.server.model.SystemConfig;

/**
 * An AMQP 0-9-1 broker inside this process, for people who have none yet: Apache Qpid Broker-J with
 * everything in memory, on a free loopback port, with a user and a password made up at each start.
 * It accepts RabbitMQ's queue arguments and ignores them: no dead-lettering, no time to live, no
 * delivery limit. Good for a first look and for smoke tests, not for production.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final BrokerLaunch launch;
  private final int port;
  private final String username;
  private final String password;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(BrokerLaunch launch, int port, String username, String password) {
    this.launch = launch;
    this.port = port;
    this.username = username;
    this.password = password;
  }

  /**
   * Starts a broker and waits until it accepts connections.
   *
   * @param directory an empty folder that nobody else can read, for as long as it runs
   * @throws CommandException when it does not start within three minutes
   * @throws IllegalStateException when it cannot start
   */
  public static EmbeddedBroker start(Path directory) {
    String username = "quickstart-" + random(4);
    String password = random(16);
    BrokerLaunch launch = new BrokerLaunch();
    try {
      Path configuration = directory.resolve("broker.json");
      Files.writeString(configuration, BrokerConfiguration.json(username, password));
      int port = launch.start(attributes(directory, configuration), START_TIMEOUT);
      Files.delete(configuration); // it reads it only once
      return new EmbeddedBroker(launch, port, username, password);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      launch.stop(STOP_TIMEOUT);
      if (e instanceof TimeoutException) {
        String line =
            "the broker of the quickstart did not start within %d s: this machine is busy";
        throw new CommandException(ExitCode.BROKER, line.formatted(START_TIMEOUT.toSeconds()), e);
      }
      throw new IllegalStateException("the embedded broker did not start: " + e, e);
    }
  }

  /**
   * Loopback address with the credentials of this start: {@code amqp://user:secret@127.0.0.1:…}.
   */
  public String uri() {
    return "amqp://" + username + ":" + password + "@127.0.0.1:" + port;
  }

  /** The loopback port, chosen by the system. */
  public int port() {
    return port;
  }

  /** Stops within a few seconds; whatever is still queued is gone. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) launch.stop(STOP_TIMEOUT);
  }

  /** Names no secret. */
  @Override
  public String toString() {
    return "EmbeddedBroker[127.0.0.1:" + port + "]";
  }

  private static Map<String, Object> attributes(Path directory, Path configuration) {
    Map<String, String> context = new HashMap<>();
    context.put("qpid.work_dir", directory.toString());
    Map<String, Object> attributes = new HashMap<>();
    attributes.put(SystemConfig.TYPE, "Memory");
    attributes.put(SystemConfig.CONTEXT, context);
    attributes.put(SystemConfig.INITIAL_CONFIGURATION_LOCATION, configuration.toUri().toString());
    attributes.put(SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, false);
    return attributes;
  }

  private static String random(int bytes) {
    byte[] secret = new byte[bytes];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }
}
