package dev.warren.loadtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, as people run it. */
final class WarrenProcess implements AutoCloseable {
  /** How it ended. */
  record End(int exitCode, String out, String err) {}

  private static final int LIMIT_SECONDS = 60;

  private final Process process;
  private final CompletableFuture<String> out;
  private final CompletableFuture<String> err;

  private WarrenProcess(Process process) {
    this.process = process;
    this.out = read(process.getInputStream());
    this.err = read(process.getErrorStream());
  }

  static WarrenProcess start(Map<String, String> environment, String... args) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path")));
    line.add("dev.warren.cli.Warren");
    line.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_"));
    builder.environment().putAll(environment);
    return new WarrenProcess(builder.start());
  }

  /** Sends SIGTERM, without closing our ends of the pipes as {@link Process#destroy} would. */
  void terminate() {
    process.toHandle().destroy();
  }

  End await() throws Exception {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("no end in 60 s; " + err.get(5, TimeUnit.SECONDS));
    }
    return new End(process.exitValue(), out.get(5, TimeUnit.SECONDS), err.get(5, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static CompletableFuture<String> read(java.io.InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            return e.toString();
          }
        },
        work -> new Thread(work, "process-output").start());
  }
}
