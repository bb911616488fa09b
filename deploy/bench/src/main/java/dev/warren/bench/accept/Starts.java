package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Lane;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * From a model file to the first answer: without a plan, which takes a build and a comparison with
 * the CPU, and with one. Leaves the plan that the other parts run.
 */
final class Starts implements Part.Measurement {
  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    // An earlier run of the acceptance may have left a plan, which is no cold start.
    boolean isFirst = PlanFiles.in(trial.plans()).isEmpty();
    Path plans = isFirst ? trial.plans() : Files.createTempDirectory(trial.folder(), "cold-plans-");
    findings.figure("cold_start_s", start(trial, plans));
    // In the same process: the libraries are loaded already.
    findings.figure("warm_start_s", start(trial, plans));
    if (trial.isTensorRt()) findings.figure("plan_bytes", Files.size(PlanFiles.only(plans)));
  }

  private static double start(Trial trial, Path plans) throws Exception {
    long start = System.nanoTime();
    try (Engine engine = trial.loadChecked(plans);
        Lane lane = engine.openLane()) {
      lane.run(1);
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
