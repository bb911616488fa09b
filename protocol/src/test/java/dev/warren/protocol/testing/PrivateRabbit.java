package dev.warren.protocol.testing;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A {@code rabbitmq-server} process of our own: loopback only, own data, own Erlang port mapper,
 * works as any user. A small shell process holds a pipe from this JVM and cleans up when the pipe
 * breaks, so not even SIGKILL leaves a broker behind.
 */
final class PrivateRabbit implements RabbitMq.Node {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(240);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
  private static final long CTL_SECONDS = 180;
  private static final int LOG_TAIL_LINES = 80;

  /** Arguments: folder, then pids. Waits for the end of our JVM. */
  private static final String REAPER =
      "trap '' INT TERM HUP; cat >/dev/null; dir=$0; [ -f \"$dir/pids\" ] || exit 0;"
          + " for p in $(cat \"$dir/pids\"); do kill -9 $(pgrep -P $p) $p; done 2>/dev/null;"
          + " kill -9 $(cat \"$dir/node.pid\") 2>/dev/null; sleep 0.3; rm -rf \"$dir\"";

  private final RabbitInstallation installation;
  private final Ports ports;
  private final Path dir;
  private final Process epmd;
  private final Process reaper;
  private Process server;

  private PrivateRabbit(
      RabbitInstallation installation, Ports ports, String extraConfiguration, String[] plugins)
      throws IOException {
    this.installation = installation;
    this.ports = ports;
    this.dir = Files.createTempDirectory("warren-rabbitmq-");
    prepare(extraConfiguration, plugins);
    reaper =
        new ProcessBuilder("sh", "-c", REAPER, dir.toString())
            .redirectErrorStream(true)
            .redirectOutput(discard())
            .start();
    epmd =
        process(installation.epmd().toString())
            .redirectOutput(dir.resolve("epmd.log").toFile())
            .start();
  }

  static PrivateRabbit start(
      RabbitInstallation installation, String extraConfiguration, String... plugins) {
    try {
      PrivateRabbit rabbit =
          new PrivateRabbit(installation, Ports.claim(), extraConfiguration, plugins);
      try {
        rabbit.restart();
        return rabbit;
      } catch (RuntimeException e) {
        rabbit.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no private rabbitmq-server", e);
    }
  }

  @Override
  public AmqpConfig amqp() {
    return AmqpConfig.parse("amqp://127.0.0.1:" + ports.amqp())
        .withCredentials("warren", "warren-test");
  }

  @Override
  public void restart() {
    try {
      Files.deleteIfExists(dir.resolve("node.pid"));
      server =
          process(installation.script("rabbitmq-server"))
              .redirectOutput(dir.resolve("server.log").toFile())
              .start();
      Files.writeString(dir.resolve("pids"), epmd.pid() + " " + server.pid() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
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
  }

  @Override
  public void resume() {
    signal("-CONT");
  }

  @Override
  public String rabbitmqctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(installation.script("rabbitmqctl"), "-q"));
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
    Optional<Path> erlCall = installation.erlCall();
    if (erlCall.isEmpty()) return rabbitmqctl("eval", expressions);
    try {
      Path input = Files.createTempFile(dir, "eval", ".erl");
      Path output = Files.createTempFile(dir, "eval", ".log");
      Files.writeString(input, expressions + "\n"); // it wants a line
      String cookie = Files.readString(dir.resolve("home/.erlang.cookie"));
      Process process =
          process(erlCall.get().toString(), "-c", cookie, "-sname", nodeName(), "-e")
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

  private String nodeName() {
    return "warren" + ports.amqp() + "@localhost";
  }

  @Override
  public void close() {
    kill();
    epmd.destroyForcibly();
    try {
      Files.deleteIfExists(dir.resolve("pids")); // nothing left to reap
      reaper.getOutputStream().close();
      epmd.waitFor(5, TimeUnit.SECONDS);
      deleteFolder();
      ports.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void prepare(String extraConfiguration, String[] plugins) throws IOException {
    for (String folder : List.of("home", "mnesia", "log", "conf"))
      Files.createDirectory(dir.resolve(folder));
    Path cookie = dir.resolve("home/.erlang.cookie");
    Files.writeString(cookie, UUID.randomUUID().toString().replace("-", ""));
    Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
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
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
    environment.put("HOME", path("home"));
    environment.put("LANG", "C.UTF-8");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("RABBITMQ_NODENAME", nodeName());
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
    environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    environment.put("ERL_EPMD_PORT", Integer.toString(ports.epmd()));
    return builder;
  }

  private void awaitReady() {
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
      String pid = Files.readString(dir.resolve("node.pid")).strip();
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

  private void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }

  private String path(String relative) {
    return dir.resolve(relative).toString();
  }

  private static ProcessBuilder.Redirect discard() {
    return ProcessBuilder.Redirect.DISCARD;
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
