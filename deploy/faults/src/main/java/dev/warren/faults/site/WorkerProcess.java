package dev.warren.faults.site;

import dev.warren.common.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One worker as a process of its own: a kill is a kill. */
public final class WorkerProcess {
  private static final Pattern HTTP = Pattern.compile("metrics and health at http://([^/]+)/");

  private final Process process;
  private final Path log;
  private final long startNanos = System.nanoTime();
  private String address;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static WorkerProcess start(Path log, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("WARREN_"));
    return new WorkerProcess(builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  long ageNanos() {
    return System.nanoTime() - startNanos;
  }

  /** Sends a signal by its name, such as STOP. */
  public void signal(String name) {
    try {
      int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (status != 0 && isAlive()) {
        throw new HarnessException("kill -" + name + " " + pid() + " gave " + status);
      }
    } catch (IOException e) {
      throw new HarnessException("no kill", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for it, without waiting. */
  public void collectGarbage() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      if (isAlive()) throw new HarnessException("worker " + pid() + " cannot be told", e);
    }
  }

  /** SIGKILL, and its end. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM. Not by the process itself, which would close its standard input too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Its exit code, or empty if it still runs after that. */
  OptionalLong awaitExit(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS)
        ? OptionalLong.of(process.exitValue())
        : OptionalLong.empty();
  }

  /** Everything that it has written. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new HarnessException("no log " + log, e);
    }
  }

  /** HOST:PORT of its metrics and health, or null while it has none. */
  synchronized String address() {
    if (address == null) {
      Matcher matcher = HTTP.matcher(log());
      if (matcher.find()) address = matcher.group(1);
    }
    return address;
  }

  /** Resident memory, as the kernel counts it; empty once it is gone. Linux only. */
  public OptionalLong residentKiB() {
    return ResidentMemory.kib(Long.toString(pid()));
  }
}
