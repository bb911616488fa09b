package dev.warren.protocol.testing;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One node of a {@link RabbitCluster}, which may be its only one. */
final class PrivateRabbit implements RabbitMq.Node {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(240);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final long CTL_SECONDS = 180;
  private static final int LOG_TAIL_LINES = 80;

  private final RabbitCluster cluster;
  private final Ports ports;
  private final Path dir;
  private volatile Process server;
  private volatile boolean paused;

  /** Does not run yet. */
  PrivateRabbit(RabbitCluster cluster, Ports ports, String extraConfiguration, String[] plugins)
      throws IOException {
    this.cluster = cluster;
    this.ports = ports;
    this.dir = Files.createDirectory(cluster.dir().resolve(name()));
    prepare(extraConfiguration, plugins);
  }

  /** What Erlang calls it. */
  static String name(Ports ports) {
    return "warren" + ports.amqp() + "@localhost";
  }

  String name() {
    return name(ports);
  }

  boolean isRunning() {
    return server != null && server.isAlive() && !paused;
  }

  @Override
  public AmqpConfig amqp() {
    return AmqpConfig.parse("amqp://127.0.0.1:" + ports.amqp())
        .withCredentials("warren", "warren-test");
  }

  @Override
  public void restart() {
    begin();
    awaitReady();
  }

  /** Starts it and waits for nothing. */
  void begin() {
    try {
      Files.deleteIfExists(dir.resolve("node.pid"));
      server =
          process(cluster.installation().script("rabbitmq-server"))
              .redirectOutput(dir.resolve("server.log").toFile())
              .start();
      Files.writeString(dir.resolve("script.pid"), server.pid() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    end(ProcessHandle::destroy);
  }

  @Override
  public void kill() {
    end(ProcessHandle::destroyForcibly);
  }

  @Override
  public void pause() {
    signal("-STOP");
    awaitStopped();
    paused = true;
  }

  /** A busy machine takes its time: threads that have not heard of it yet would still answer. */
  private void awaitStopped() {
    try {
      Path threads = Path.of("/proc", pid(), "task");
      while (Files.isDirectory(threads) && !isStopped(threads)) TimeUnit.MILLISECONDS.sleep(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static boolean isStopped(Path threads) throws IOException {
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') return false;
      }
      return true;
    }
  }

  private String pid() throws IOException {
    return Files.readString(dir.resolve("node.pid")).strip();
  }

  @Override
  public void resume() {
    signal("-CONT");
    paused = false;
  }

  @Override
  public String rabbitmqctl(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(cluster.installation().script("rabbitmqctl"), "-q"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(dir, "ctl", ".log");
      Process process =
          process(command.toArray(String[]::new)).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(CTL_SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output);
      if (!ended) process.destroyForcibly();
      if (!ended || process.exitValue() != 0)
        throw new IllegalStateException(String.join(" ", command) + ": " + text);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public String eval(String expressions) {
    Optional<Path> erlCall = cluster.installation().erlCall();
    if (erlCall.isEmpty()) return rabbitmqctl("eval", expressions);
    try {
      Path input = Files.createTempFile(dir, "eval", ".erl");
      Path output = Files.createTempFile(dir, "eval", ".log");
      Files.writeString(input, expressions + "\n"); // it wants a line
      Process process =
          process(erlCall.get().toString(), "-c", cluster.cookie(), "-sname", name(), "-e")
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(CTL_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
      String text = Files.readString(output);
      if (!text.startsWith("{ok,")) {
        throw new IllegalStateException(expressions + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    kill();
    try {
      ports.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void prepare(String extraConfiguration, String[] plugins) throws IOException {
    for (String folder : List.of("mnesia", "log", "conf"))
      Files.createDirectory(dir.resolve(folder));
    Files.writeString(
        dir.resolve("conf/enabled_plugins"), "[" + String.join(",", plugins) + "].\n");
    Files.writeString(
        dir.resolve("conf/rabbitmq.conf"),
        String.join(
            "\n",
            "listeners.tcp.default = 127.0.0.1:" + ports.amqp(),
            "default_user = warren",
            "default_pass = warren-test",
            "vm_memory_high_watermark.absolute = 1GB",
            "disk_free_limit.absolute = 50MB",
            extraConfiguration,
            ""));
  }

  private ProcessBuilder process(String... command) {
    ProcessBuilder builder = cluster.process(command);
    Map<String, String> environment = builder.environment();
    environment.put("RABBITMQ_NODENAME", name());
    environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_NODE_PORT", Integer.toString(ports.amqp()));
    environment.put("RABBITMQ_DIST_PORT", Integer.toString(ports.distribution()));
    environment.put("RABBITMQ_MNESIA_BASE", path("mnesia"));
    environment.put("RABBITMQ_LOG_BASE", path("log"));
    environment.put("RABBITMQ_PID_FILE", path("node.pid"));
    environment.put("RABBITMQ_CONF_ENV_FILE", path("conf/none.env"));
    environment.put("RABBITMQ_CONFIG_FILE", path("conf/rabbitmq.conf"));
    environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", path("conf/enabled_plugins"));
    // No busy waiting: the broker shares few cores with the tests.
    environment.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none");
    return builder;
  }

  void awaitReady() {
    long start = System.nanoTime();
    while (true) {
      try {
        AmqpConnections.open(amqp(), "test-probe").close();
        return;
      } catch (BrokerException | IOException notYet) {
        boolean late = System.nanoTime() - start > START_TIMEOUT.toNanos();
        if (late || !server.isAlive()) {
          throw new IllegalStateException(
              "the private rabbitmq-server did not start:\n" + logTail(), notYet);
        }
      }
      try {
        Thread.sleep(150);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private interface Ending {
    boolean of(ProcessHandle process);
  }

  /** The script waits for the virtual machine: ending that ends both. */
  private void end(Ending ending) {
    try {
      Path file = dir.resolve("node.pid");
      String pid = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!pid.isEmpty()) ProcessHandle.of(Long.parseLong(pid)).ifPresent(ending::of);
      else if (server != null) server.descendants().forEach(ProcessHandle::destroyForcibly);
      if (server != null && !server.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly();
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void signal(String name) {
    try {
      String pid = pid();
      int status = new ProcessBuilder("kill", name, pid).start().waitFor();
      if (status != 0)
        throw new IllegalStateException("kill " + name + " " + pid + " gave " + status);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private String logTail() {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).sorted().toList()) {
        List<String> lines =
            new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        text.append("--- ").append(log.getFileName()).append('\n');
        lines
            .subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size())
            .forEach(line -> text.append(line).append('\n'));
      }
    } catch (IOException e) {
      text.append("(no log: ").append(e).append(')');
    }
    return text.toString();
  }

  private String path(String relative) {
    return dir.resolve(relative).toString();
  }

  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
