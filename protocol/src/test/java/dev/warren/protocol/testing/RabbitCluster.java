package dev.warren.protocol.testing;

import dev.warren.protocol.AmqpConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code rabbitmq-server} processes of our own that form one broker: loopback only, own data, own
 * Erlang port mapper, works as any user. A small shell process holds a pipe from this JVM and
 * cleans up when the pipe breaks, so not even SIGKILL leaves a node behind.
 */
public final class RabbitCluster implements AutoCloseable {
  private static final int NODES = 3;

  /** Argument: folder. Waits for the end of our JVM. */
  private static final String REAPER =
      "trap '' INT TERM HUP; cat >/dev/null; dir=$0; [ -d \"$dir/home\" ] || exit 0;"
          + " for p in $(cat \"$dir\"/*.pid \"$dir\"/*/script.pid); do"
          + " kill -9 $(pgrep -P $p) $p; done 2>/dev/null;"
          + " kill -9 $(cat \"$dir\"/*/node.pid) 2>/dev/null; sleep 0.3; rm -rf \"$dir\"";

  private final RabbitInstallation installation;
  private final Path dir;
  private final int epmdPort;
  private final Process reaper;
  private final Process epmd;
  private final List<PrivateRabbit> nodes = new ArrayList<>();

  private RabbitCluster(RabbitInstallation installation, int epmdPort) throws IOException {
    this.installation = installation;
    this.epmdPort = epmdPort;
    dir = Files.createTempDirectory("warren-rabbitmq-");
    Path cookie = Files.createDirectory(dir.resolve("home")).resolve(".erlang.cookie");
    Files.writeString(cookie, UUID.randomUUID().toString().replace("-", ""));
    Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
    reaper =
        new ProcessBuilder("sh", "-c", REAPER, dir.toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    epmd =
        process(installation.epmd().toString())
            .redirectOutput(dir.resolve("epmd.log").toFile())
            .start();
    Files.writeString(dir.resolve("epmd.pid"), epmd.pid() + "\n");
  }

  /** Three nodes, each of which may be stopped, killed, paused and restarted. Close it. */
  public static RabbitCluster start(String extraConfiguration) {
    return start(NODES, extraConfiguration);
  }

  static RabbitCluster start(int count, String extraConfiguration, String... plugins) {
    RabbitInstallation installation =
        RabbitInstallation.find().orElseThrow(() -> new IllegalStateException(RabbitMq.NONE));
    List<Ports> ports = new ArrayList<>();
    RabbitCluster cluster = null;
    try {
      for (int i = 0; i < count; i++) ports.add(Ports.claim());
      cluster = new RabbitCluster(installation, ports.get(0).epmd());
      cluster.begin(ports, extraConfiguration, plugins);
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException("no private rabbitmq-server", e);
    } catch (RuntimeException e) {
      if (cluster != null) cluster.close();
      throw e;
    }
  }

  /** The first alone; the others, all at a time, join it. */
  private void begin(List<Ports> ports, String extraConfiguration, String[] plugins)
      throws IOException {
    String peers =
        "\ncluster_formation.peer_discovery_backend = classic_config\n"
            + IntStream.range(0, ports.size())
                .mapToObj(
                    i ->
                        "cluster_formation.classic_config.nodes.%d = %s\n"
                            .formatted(i + 1, PrivateRabbit.name(ports.get(i))))
                .collect(Collectors.joining());
    for (Ports own : ports) {
      String configuration = extraConfiguration + (nodes.isEmpty() ? "" : peers);
      nodes.add(new PrivateRabbit(this, own, configuration, plugins));
    }
    nodes.get(0).restart();
    List<PrivateRabbit> others = nodes.subList(1, nodes.size());
    others.forEach(PrivateRabbit::begin);
    others.forEach(PrivateRabbit::awaitReady);
  }

  /** All of it, under all addresses; what is asked of it any node that runs answers. */
  public RabbitMq broker() {
    return new RabbitMq(new Whole());
  }

  /** Each by itself. */
  public List<RabbitMq> nodes() {
    return nodes.stream().map(RabbitMq::new).toList();
  }

  /** The index among {@link #nodes} of the one that leads a quorum queue. */
  public int leader(String queue) {
    String name =
        broker()
            .eval(
                ("{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"%s\">>)),"
                        + " element(2, amqqueue:get_pid(Q)).")
                    .formatted(queue));
    return IntStream.range(0, nodes.size())
        .filter(i -> name.contains(nodes.get(i).name()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no leader of " + queue + ": " + name));
  }

  /**
   * Cuts the network between a node and all others, as a switch that dies would: connections among
   * them break and none comes about. Clients still reach every node.
   */
  public void cutOff(int node) {
    // Without the others' cookie it can neither call them nor be called by them.
    link(node, "cut", "erlang:disconnect_node(N)");
  }

  /** Ends {@link #cutOff}. */
  public void reconnect(int node) {
    try {
      link(node, cookie(), "net_adm:ping(N)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void link(int node, String cookie, String call) {
    String others =
        nodes.stream()
            .filter(other -> other != nodes.get(node))
            .map(other -> "'" + other.name() + "'")
            .collect(Collectors.joining(","));
    nodes
        .get(node)
        .eval(
            "Others = [%s], [erlang:set_cookie(N, '%s') || N <- Others], [%s || N <- Others]."
                .formatted(others, cookie, call));
  }

  RabbitInstallation installation() {
    return installation;
  }

  Path dir() {
    return dir;
  }

  String cookie() throws IOException {
    return Files.readString(dir.resolve("home/.erlang.cookie"));
  }

  ProcessBuilder process(String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
    environment.put("HOME", dir.resolve("home").toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    environment.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    return builder;
  }

  @Override
  public void close() {
    nodes.forEach(PrivateRabbit::close);
    epmd.destroyForcibly();
    try {
      epmd.waitFor(5, TimeUnit.SECONDS);
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList())
          Files.deleteIfExists(file);
      }
      reaper.getOutputStream().close(); // nothing left to reap
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw PrivateRabbit.interrupted(e);
    }
  }

  private final class Whole implements RabbitMq.Node {
    @Override
    public AmqpConfig amqp() {
      AmqpConfig first = nodes.get(0).amqp();
      String addresses =
          nodes.stream().map(node -> node.amqp().address()).collect(Collectors.joining(","));
      return AmqpConfig.parse("amqp://" + addresses)
          .withCredentials(first.username(), first.password());
    }

    @Override
    public void stop() {
      nodes.forEach(PrivateRabbit::stop);
    }

    @Override
    public void kill() {
      nodes.forEach(PrivateRabbit::kill);
    }

    @Override
    public void restart() {
      nodes.forEach(PrivateRabbit::begin);
      nodes.forEach(PrivateRabbit::awaitReady);
    }

    @Override
    public void pause() {
      nodes.forEach(PrivateRabbit::pause);
    }

    @Override
    public void resume() {
      nodes.forEach(PrivateRabbit::resume);
    }

    @Override
    public String rabbitmqctl(String... arguments) {
      return any().rabbitmqctl(arguments);
    }

    @Override
    public String eval(String expressions) {
      return any().eval(expressions);
    }

    @Override
    public void close() {
      RabbitCluster.this.close();
    }

    private PrivateRabbit any() {
      return nodes.stream()
          .filter(PrivateRabbit::isRunning)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no node of the broker runs"));
    }
  }
}
