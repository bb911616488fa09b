package dev.warren.worker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code warren ...} as a process of its own, so that a kill is a kill. */
public final class WarrenProcess implements AutoCloseable {
  private static final int LIMIT_SECONDS = 120;

  private final Process process;
  private final Path errors;

  private WarrenProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  public static WarrenProcess start(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add("dev.warren.cli.Warren");
    command.addAll(List.of(args));
    Path errors = Files.createTempFile(folder, "warren-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_"));
    builder.environment().putAll(environment);
    return new WarrenProcess(builder.start(), errors);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Resident memory, as the kernel counts it. Linux only. */
  public long residentKiB() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new IllegalStateException("no memory figure of process " + process.pid(), e);
    }
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGTERM, and the exit code that follows. */
  public int stop() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s:\n" + errors());
    }
    return process.exitValue();
  }

  /** Its exit code, if it has ended, and what it wrote to standard error. */
  public String describe() {
    return (isAlive() ? "running" : "exit code " + process.exitValue()) + "; " + errors();
  }

  /** What it wrote to standard error so far. */
  public String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
