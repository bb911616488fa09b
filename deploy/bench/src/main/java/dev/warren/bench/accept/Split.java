package dev.warren.bench.accept;

import dev.warren.bench.Median;
import dev.warren.worker.benchmark.BareLoop;
import dev.warren.worker.benchmark.BatchFigures;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.postprocess.PostprocessConfig;
import java.util.Arrays;

/**
 * Where a frame's time goes: decoding and suppression on a core, and, on a GPU, the two copies and
 * the run; the copy back also as if the head were half floats. One lane, so that nothing overlaps.
 */
final class Split implements Part.Measurement {
  private static final int RUNS = 100;

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    try (Engine engine = trial.load()) {
      int batch = engine.spec().maxBatch();
      findings.figure("batch", batch);
      try (BareLoop loop =
          BareLoop.open(
              engine,
              1,
              Frames.load(trial, engine.spec()),
              Frames.LIMITS,
              PostprocessConfig.DEFAULT)) {
        BatchFigures figures = loop.batches(batch, Sweep.WARM_UP, trial.measure());
        findings.figure("decode_ms_per_frame", figures.stages().decode());
        findings.figure("engine_ms_per_frame", figures.stages().inference());
        findings.figure("nms_ms_per_frame", figures.stages().postprocess());
      }
      if (trial.isTensorRt()) device(trial, batch, findings);
    }
  }

  private static void device(Trial trial, int batch, Findings findings) throws Exception {
    try (BarePlan plan = BarePlan.load(PlanFiles.plan(PlanFiles.only(trial.plans())));
        BareRunner runner = plan.open()) {
      long in = batch * runner.inputBytes();
      long out = batch * runner.outputBytes();
      double upload = millis(runner, () -> runner.upload(in));
      double run = millis(runner, () -> runner.enqueue(batch));
      double download = millis(runner, () -> runner.download(out));
      double half = millis(runner, () -> runner.download(out / 2));
      double graph = millis(runner, () -> runner.run(batch));
      findings.figure("upload_ms_per_frame", upload / batch);
      findings.figure("run_ms_per_frame", run / batch);
      findings.figure("download_ms_per_frame", download / batch);
      findings.figure("download_half_ms_per_frame", half / batch);
      findings.figure("graph_ms_per_frame", graph / batch);
      findings.figure("upload_gb_per_s", in / upload / 1e6);
      findings.figure("download_gb_per_s", out / download / 1e6);
    }
  }

  /** Median of a step that is waited for: a little more than it takes among others. */
  private static double millis(BareRunner runner, Runnable step) {
    double[] times = new double[RUNS];
    for (int i = -10; i < RUNS; i++) {
      long start = System.nanoTime();
      step.run();
      runner.synchronize();
      if (i >= 0) times[i] = (System.nanoTime() - start) / 1e6;
    }
    return Median.of(Arrays.stream(times).boxed().toList());
  }
}
