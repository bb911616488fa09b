package dev.warren.bench.accept;

import dev.warren.bench.Median;
import dev.warren.worker.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Images per second of the engine alone, by batch size, with one lane and with as many as suit. On
 * a GPU in turns with the same plan without Warren, so that clocks and neighbours disturb both
 * alike: what it costs to be ours. That other side is a process of its own, with CUDA's own
 * settings: nothing of Warren's is in it.
 */
final class Sweep implements Part.Measurement {
  static final Duration WARM_UP = Duration.ofMillis(500);
  private static final int ROUNDS = 3;

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    try (Engine engine = trial.load();
        BareProcess bare = bare(trial)) {
      int suggested = engine.suggestedLanes();
      findings.figure("lanes", suggested);
      double worst = sweep(trial, engine, bare, 1, "one_lane", findings);
      if (suggested > 1) worst = sweep(trial, engine, bare, suggested, "lanes", findings);
      if (bare != null) findings.figure("ratio_to_bare", worst);
    }
  }

  /** Null for an engine that there is no bare loop for. */
  private static BareProcess bare(Trial trial) throws IOException {
    if (!trial.isTensorRt()) return null;
    Path plan = Files.createTempFile(trial.folder(), "bare-", ".plan");
    Files.write(plan, PlanFiles.plan(PlanFiles.only(trial.plans())));
    return BareProcess.start(plan, trial.folder());
  }

  /** Returns the lowest ratio to the bare loop of all sizes. */
  private static double sweep(
      Trial trial, Engine engine, BareProcess bare, int lanes, String what, Findings findings)
      throws Exception {
    double worst = Double.POSITIVE_INFINITY;
    try (RunLoop loop = RunLoop.open(() -> LaneRunner.open(engine), lanes)) {
      for (int size : trial.sizes(engine.spec())) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
          ours.add(loop.framesPerSecond(size, WARM_UP, trial.measure()));
          if (bare == null) continue;
          theirs.add(bare.framesPerSecond(lanes, size, WARM_UP, trial.measure()));
        }
        String name = "%s_batch_%d".formatted(what, size);
        findings.figure(name + "_fps", Median.of(ours));
        findings.figure(name + "_ms", lanes * size * 1e3 / Median.of(ours));
        if (bare == null) continue;
        findings.figure(name + "_bare_fps", Median.of(theirs));
        double ratio = medianRatio(ours, theirs);
        findings.figure(name + "_ratio", ratio);
        worst = Math.min(worst, ratio);
      }
    }
    return worst;
  }

  /** Of the rounds' ratios: the two of a round were measured together. */
  static double medianRatio(List<Double> ours, List<Double> bare) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) ratios.add(ours.get(i) / bare.get(i));
    return Median.of(ratios);
  }
}
