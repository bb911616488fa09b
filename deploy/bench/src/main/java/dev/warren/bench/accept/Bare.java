package dev.warren.bench.accept;

import dev.warren.bench.Median;
import dev.warren.worker.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine's lanes beside the same plan without Warren, in turns, so that clocks and neighbours
 * disturb both alike. What it costs to be ours. The other side is a process of its own, with CUDA's
 * own settings: nothing of Warren's is in it.
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
    Path plan = Files.createTempFile(trial.folder(), "bare-", ".plan");
    Files.write(plan, PlanFiles.plan(PlanFiles.only(trial.plans())));
    try (Engine engine = trial.load();
        BareProcess bare = BareProcess.start(plan, trial.folder())) {
      int batch = engine.spec().maxBatch();
      compare(trial, engine, bare, 1, 1, "one_lane_batch_1", findings);
      compare(trial, engine, bare, 1, batch, "one_lane", findings);
      double ratio =
          compare(trial, engine, bare, engine.suggestedLanes(), batch, "lanes", findings);
      findings.figure("ratio_to_bare", ratio);
    }
  }

  private static double compare(
      Trial trial,
      Engine engine,
      BareProcess bare,
      int lanes,
      int batch,
      String what,
      Findings findings)
      throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    try (RunLoop warren = RunLoop.open(() -> LaneRunner.open(engine), lanes)) {
      for (int round = 0; round < ROUNDS; round++) {
        ours.add(warren.framesPerSecond(batch, Sweep.WARM_UP, trial.measure()));
        theirs.add(bare.framesPerSecond(lanes, batch, Sweep.WARM_UP, trial.measure()));
      }
    }
    findings.figure(what + "_fps", Median.of(ours));
    findings.figure(what + "_bare_fps", Median.of(theirs));
    double ratio = medianRatio(ours, theirs);
    findings.figure(what + "_ratio", ratio);
    return ratio;
  }

  /** Of the rounds' ratios: the two of a round were measured together. */
  static double medianRatio(List<Double> ours, List<Double> bare) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) ratios.add(ours.get(i) / bare.get(i));
    return Median.of(ratios);
  }
}
