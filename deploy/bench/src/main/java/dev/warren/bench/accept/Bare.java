package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine's lanes beside the same plan without Warren, in turns, so that clocks and neighbours
 * disturb both alike. What it costs to be ours.
 */
final class Bare implements Part {
  private static final int ROUNDS = 5;

  @Override
  public String name() {
    return "bare";
  }

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    if (!trial.isTensorRt()) {
      findings.notMeasured("no bare loop for " + trial.engine());
      return;
    }
    try (Engine engine = trial.load();
        BarePlan plan = BarePlan.load(PlanFiles.plan(PlanFiles.only(trial.plans())))) {
      int batch = engine.spec().maxBatch();
      compare(trial, engine, plan, 1, 1, "one_lane_batch_1", findings);
      compare(trial, engine, plan, 1, batch, "one_lane", findings);
      double ratio =
          compare(trial, engine, plan, engine.suggestedLanes(), batch, "lanes", findings);
      findings.figure("ratio_to_bare", ratio);
    }
  }

  private static double compare(
      Trial trial,
      Engine engine,
      BarePlan plan,
      int lanes,
      int batch,
      String what,
      Findings findings)
      throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (RunLoop warren = RunLoop.open(() -> LaneRunner.open(engine), lanes);
        RunLoop without = RunLoop.open(plan::open, lanes)) {
      for (int round = 0; round < ROUNDS; round++) {
        ours.add(warren.framesPerSecond(batch, Sweep.WARM_UP, trial.measure()));
        bare.add(without.framesPerSecond(batch, Sweep.WARM_UP, trial.measure()));
      }
    }
    findings.figure(what + "_fps", median(ours));
    findings.figure(what + "_bare_fps", median(bare));
    double ratio = medianRatio(ours, bare);
    findings.figure(what + "_ratio", ratio);
    return ratio;
  }

  /** Of the rounds' ratios: the two of a round were measured together. */
  static double medianRatio(List<Double> ours, List<Double> bare) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) ratios.add(ours.get(i) / bare.get(i));
    return median(ratios);
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
