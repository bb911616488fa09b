package dev.warren.protocol.testing;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.Topology;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * A real RabbitMQ for tests: the one that {@code WARREN_TEST_AMQP} names (a throw-away one,
 * please), else one in Docker, else a private {@code rabbitmq-server} process on loopback that goes
 * when this JVM goes, however it goes.
 *
 * <p>No broker is no reason to skip: {@link IllegalStateException} says what to install.
 */
public final class RabbitMq implements AutoCloseable {
  static final String NONE =
      "no RabbitMQ for the integration tests: install it (apt-get install rabbitmq-server), start Docker, or set"
          + " WARREN_TEST_AMQP=amqp://user:password@host:5672";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static RabbitMq shared;

  private final Node node;

  RabbitMq(Node node) {
    this.node = node;
  }

  /** What runs the broker; most of this needs one that is ours. */
  interface Node {
    AmqpConfig amqp();

    /** Orderly; waits for the end. */
    default void stop() {
      throw notOurs();
    }

    /** At once. */
    default void kill() {
      throw notOurs();
    }

    /** After stop or kill, on the same address and data. */
    default void restart() {
      throw notOurs();
    }

    default void pause() {
      throw notOurs();
    }

    default void resume() {
      throw notOurs();
    }

    default String rabbitmqctl(String... arguments) {
      throw notOurs();
    }

    /** Evaluates Erlang in the broker. */
    default String eval(String expressions) {
      return rabbitmqctl("eval", expressions);
    }

    default void close() {}

    private static IllegalStateException notOurs() {
      return new IllegalStateException(
          "the broker of WARREN_TEST_AMQP is not ours to stop or administer: use start()");
    }
  }

  /** One broker for the whole JVM; never stop it. Keep apart by {@link #topology}. */
  public static synchronized RabbitMq shared() {
    if (shared == null) {
      String given = System.getenv("WARREN_TEST_AMQP");
      if (given != null && !given.isBlank())
        shared = new RabbitMq(new GivenRabbit(AmqpConfig.parse(given)));
      else if (Docker.isAvailable()) shared = new RabbitMq(new DockerRabbit());
      else if (RabbitInstallation.find().isPresent()) shared = start();
      else throw new IllegalStateException(NONE);
    }
    return shared;
  }

  /** An own broker, which may be stopped, killed and restarted. Close it. */
  public static RabbitMq start() {
    return start("");
  }

  /** As {@link #start()}, with more lines for {@code rabbitmq.conf}, and plugins enabled. */
  public static RabbitMq start(String extraConfiguration, String... plugins) {
    if (RabbitInstallation.find().isPresent()) {
      return RabbitCluster.start(1, extraConfiguration, plugins).broker();
    }
    if (extraConfiguration.isEmpty() && plugins.length == 0 && Docker.isAvailable())
      return new RabbitMq(new DockerRabbit());
    throw new IllegalStateException(NONE);
  }

  /** Where it is, with credentials. */
  public AmqpConfig amqp() {
    return node.amqp();
  }

  /** As one URI, with credentials. */
  public String uri() {
    AmqpConfig c = amqp();
    String scheme = c.isTls() ? "amqps://" : "amqp://";
    return scheme
        + encoded(c.username())
        + ":"
        + encoded(c.password())
        + "@"
        + c.address()
        + "/"
        + encoded(c.virtualHost());
  }

  /** A connection of the test's own, whatever else the machine has to do. */
  public Connection connect() {
    return AmqpConnections.open(amqp().withConnectTimeout(PATIENCE), "test");
  }

  /** Names that nobody else uses. Nothing is declared. */
  public Topology topology() {
    return new Topology("test-" + UUID.randomUUID().toString().substring(0, 8));
  }

  /** Orderly stop, waiting for it. */
  public void stop() {
    node.stop();
  }

  /** The broker dies at once. */
  public void kill() {
    node.kill();
  }

  /**
   * After {@link #stop} or {@link #kill}: on the same address, with the same data. Waits until it
   * serves.
   */
  public void restart() {
    node.restart();
  }

  /** The broker stands still: it neither reads nor answers, and no connection breaks. */
  public void pause() {
    node.pause();
  }

  /** Ends {@link #pause}. */
  public void resume() {
    node.resume();
  }

  /** Runs the administration tool and returns what it prints. */
  public String rabbitmqctl(String... arguments) {
    return node.rabbitmqctl(arguments);
  }

  /**
   * Evaluates Erlang in the broker and returns what it says.
   *
   * @param expressions with a full stop at the end
   */
  public String eval(String expressions) {
    return node.eval(expressions);
  }

  /**
   * A user, and what it may configure, write and read, by regular expressions. {@code rabbitmqctl}
   * does the same, but starts a virtual machine for each command.
   */
  public void addUser(String name, String password, String configure, String write, String read) {
    node.eval(
        "ok = rabbit_auth_backend_internal:add_user(%s, %s, <<\"test\">>)."
            .formatted(binary(name), binary(password)));
    setRights(name, configure, write, read);
  }

  /** The rights of a user that is there, instead of those that it had. */
  public void setRights(String user, String configure, String write, String read) {
    node.eval(
        "ok = rabbit_auth_backend_internal:set_permissions(%s, <<\"/\">>, %s, %s, %s, <<\"test\">>)."
            .formatted(binary(user), binary(configure), binary(write), binary(read)));
  }

  public void removeUser(String name) {
    node.eval(
        "ok = rabbit_auth_backend_internal:delete_user(%s, <<\"test\">>).".formatted(binary(name)));
  }

  private static String binary(String text) {
    return "<<\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\">>";
  }

  /** What a file of definitions declares. */
  public void importDefinitions(Path file) {
    node.eval(
        "{ok, Json} = file:read_file(\"%s\"), ok = rabbit_definitions:import_raw(Json)."
            .formatted(file.toAbsolutePath()));
  }

  /** An alarm of its memory: it reads nothing more of whoever publishes. */
  public void raiseAlarm() {
    memoryLimit(1);
  }

  /** Ends {@link #raiseAlarm}. */
  public void endAlarm() {
    memoryLimit(1_000_000_000);
  }

  private void memoryLimit(long bytes) {
    node.eval("vm_memory_monitor:set_vm_memory_high_watermark({absolute, " + bytes + "}).");
  }

  /** Closes every connection, as an operator may do it. */
  public void closeConnections() {
    node.eval(
        "rabbit_networking:close_connections(rabbit_networking:connections(), <<\"test\">>).");
  }

  /**
   * Puts declarations on disk. RabbitMQ confirms a declaration before that: one that is killed
   * within a moment has forgotten it.
   */
  public void syncMetadata() {
    node.eval("mnesia:sync_log().");
  }

  /** Ends it and removes its data; a broker that was given stays. */
  @Override
  public void close() {
    node.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Somebody else's broker. */
  private record GivenRabbit(AmqpConfig amqp) implements Node {}
}
