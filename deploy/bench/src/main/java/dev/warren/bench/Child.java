package dev.warren.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A JVM of its own with this one's class path, so that nobody profits from another's warm-up. */
public final class Child implements AutoCloseable {
  private static final String WARREN = "dev.warren.cli.Warren";
  private static final Pattern SERVES = Pattern.compile("worker \\S+ serves ");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TAIL_LINES = 30;
  private static final Duration STOP = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final Path log;

  /** Whoever ends this process ends the other one: left alone it would keep the GPU busy. */
  private final Thread hook;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    hook = new Thread(process::destroy, "end-" + name);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) { // this one is about to end
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * @param folder where its output goes
   * @param cores those that it may use, or null
   * @param jvmOptions before the main class
   */
  public static Child start(
      String name,
      Path folder,
      String cores,
      List<String> jvmOptions,
      String mainClass,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(Cores.prefix(cores));
    command.addAll(command(jvmOptions, mainClass, arguments));
    Path log = Files.createTempFile(folder, name + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("WARREN_"));
    return new Child(name, builder.start(), log);
  }

  /** A command of Warren's; the parameters are those of {@link #start}. */
  public static Child warren(
      String name, Path folder, String cores, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    return start(name, folder, cores, jvmOptions, WARREN, arguments);
  }

  /**
   * Runs a command of Warren's that has {@code --json} to its end and reads its report.
   *
   * @param limit longest time that it may take
   */
  public static JsonNode report(
      String name,
      Path folder,
      String cores,
      List<String> jvmOptions,
      List<String> arguments,
      Duration limit)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile(folder, name + "-", ".json");
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--json", report.toString()));
    try (Child child = warren(name, folder, cores, jvmOptions, all)) {
      child.awaitEnd(limit);
    }
    return JSON.readTree(report.toFile());
  }

  /** The process that does a broker's work. */
  public static long pidOf(RabbitMq broker) {
    return Long.parseLong(broker.rabbitmqctl("eval", "os:getpid().").replaceAll("\\D", ""));
  }

  /** What starts such a JVM. */
  public static List<String> command(
      List<String> jvmOptions, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    // The class path carries a test's logging configuration too.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** CPU time so far, of all its threads. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** This worker once it has begun to consume; if it does not, it is closed. */
  public Child serving(Duration limit) throws IOException, InterruptedException {
    try {
      awaitLine(SERVES, limit);
      return this;
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Waits until it has written a line that contains the pattern. */
  public void awaitLine(Pattern pattern, Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!pattern.matcher(output()).find()) {
      if (!process.isAlive()) throw failed("ended with exit code " + process.exitValue());
      if (System.nanoTime() - end > 0) throw failed("did not write '" + pattern + "' in " + limit);
      Thread.sleep(50);
    }
  }

  /** Waits for an end with exit code 0, or 1, which stands for a run that was not clean. */
  public void awaitEnd(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      throw failed("did not end within " + limit);
    }
    if (process.exitValue() > 1) throw failed("ended with exit code " + process.exitValue());
  }

  public String output() throws IOException {
    return Files.readString(log);
  }

  private BenchException failed(String what) throws IOException {
    List<String> lines = output().lines().toList();
    List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return new BenchException(name + " " + what + ":\n" + String.join("\n", tail));
  }

  /** SIGTERM; the exit code that it ends with. */
  public int stop(Duration limit) throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      throw failed("did not end within " + limit + " of SIGTERM");
    }
    return process.exitValue();
  }

  /** SIGTERM, and SIGKILL if that does not help. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs.
    }
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) process.destroyForcibly();
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
