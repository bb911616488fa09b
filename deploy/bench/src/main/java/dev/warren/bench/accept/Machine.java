package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Where all of this takes place. */
final class Machine implements Part {
  private static final String QUERY =
      "name,driver_version,memory.total,compute_cap,power.limit,clocks.max.sm,mig.mode.current";

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    findings.note("java", Runtime.version() + ", " + System.getProperty("java.vendor"));
    findings.note("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    findings.note("processor", processor());
    findings.figure("cores", Runtime.getRuntime().availableProcessors());
    if (trial.isTensorRt()) findings.note("gpu (" + QUERY + ")", nvidiaSmi());
    long start = System.nanoTime();
    try (Engine engine = trial.load()) {
      findings.note("engine", engine.name() + " " + engine.version());
      findings.note("model", engine.spec().name() + " " + engine.spec().version());
      findings.figure("max_batch", engine.spec().maxBatch());
      findings.figure("suggested_lanes", engine.suggestedLanes());
    }
    findings.figure("load_s", (System.nanoTime() - start) / 1e9);
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.replaceFirst(".*: *", ""))
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** The driver's own tool; many containers have it, none must. */
  private static String nvidiaSmi() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=" + QUERY, "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      process.waitFor(1, TimeUnit.MINUTES);
      return text;
    } catch (IOException e) {
      return "no nvidia-smi: " + e.getMessage();
    }
  }
}
