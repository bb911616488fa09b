package dev.warren.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.common.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code warren ...} as a process of its own, as people run it: a kill is a kill. */
public final class WarrenProcess implements AutoCloseable {
  /** How it ended. */
  public record End(int exitCode, String out, String err) {}

  private static final int LIMIT_SECONDS = 120;

  private final Process process;
  private final Path output;
  private final Path errors;

  private WarrenProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * @param environment the only {@code WARREN_} variables that it sees
   */
  public static WarrenProcess start(Map<String, String> environment, String... args)
      throws IOException {
    return start(System.getProperty("java.class.path"), environment, args);
  }

  /**
   * With another class path, where a test has commands of its own.
   *
   * @param environment the only {@code WARREN_} variables that it sees
   */
  public static WarrenProcess start(
      String classPath, Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launcherOptions());
    command.add("-Xmx512m");
    // Tests start many, and few live long enough for the second compiler to pay.
    command.add("-XX:TieredStopAtLevel=1");
    // As people see it, not as a logback-test.xml on the class path would have it.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", classPath));
    command.add("dev.warren.cli.Warren");
    command.addAll(List.of(args));
    Path output = Files.createTempFile("warren-", ".out");
    Path errors = Files.createTempFile("warren-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_"));
    builder.environment().putAll(environment);
    return new WarrenProcess(builder.start(), output, errors);
  }

  /** The JVM's options that {@code bin/warren} gives whatever the environment says. */
  private static List<String> launcherOptions() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("bin/warren"))) folder = folder.getParent();
    String exec =
        Files.readAllLines(folder.resolve("bin/warren")).stream()
            .filter(line -> line.startsWith("exec \"$java\" "))
            .findFirst()
            .orElseThrow();
    return Stream.of(exec.split(" ")).skip(2).takeWhile(word -> word.startsWith("-")).toList();
  }

  /** Resident memory, as the kernel counts it. Linux only. */
  public long residentKiB() {
    return ResidentMemory.kib(Long.toString(process.pid())).orElseThrow();
  }

  /** Sends a signal by its name, such as USR1. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGTERM, and the exit code that follows. */
  public int stop() throws InterruptedException {
    terminate();
    return exitCode();
  }

  /** Waits for the end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s:\n" + errors());
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for minutes until that holds; fails, saying why, where the process ends before. */
  public void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .failFast(() -> assertThat(isAlive()).as(describe()).isTrue())
        .until(condition);
  }

  /** Its exit code, if it has ended, and what it wrote to standard error. */
  public String describe() {
    return (isAlive() ? "running" : "exit code " + process.exitValue()) + "; " + errors();
  }

  /** Waits for the end and keeps everything that was said. */
  public End await() throws InterruptedException {
    return new End(exitCode(), output(), errors());
  }

  /** What it wrote to standard output so far. */
  public String output() {
    return read(output);
  }

  /** What it wrote to standard error so far. */
  public String errors() {
    return read(errors);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills what still runs and removes its output. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    output.toFile().delete();
    errors.toFile().delete();
  }
}
