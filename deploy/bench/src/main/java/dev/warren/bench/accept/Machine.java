package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where all of this takes place. */
final class Machine implements Part.Measurement {
  private static final String QUERY =
      "name,driver_version,memory.total,compute_cap,power.limit,clocks.max.sm,mig.mode.current";

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    findings.note("java", Runtime.version() + ", " + System.getProperty("java.vendor"));
    findings.note("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    findings.note("processor", processor());
    findings.figure("cores", Runtime.getRuntime().availableProcessors());
    if (trial.isTensorRt())
      findings.note("gpu (" + QUERY + ")", NvidiaSmi.query("--query-gpu=" + QUERY, "noheader"));
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
}
