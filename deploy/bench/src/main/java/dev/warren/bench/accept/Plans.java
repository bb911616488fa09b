package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.tensorrt.Precision;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** A plan that must not be used is not used: a truncated one, and one of another precision. */
final class Plans implements Part.Measurement {
  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    if (!trial.isTensorRt()) {
      findings.notMeasured(trial.engine() + " keeps no plans");
      return;
    }
    Path plans = trial.freshPlans("plans");
    load(trial, plans, trial.precision());
    Path plan = PlanFiles.only(plans);
    long whole = Files.size(plan);
    truncate(plan, whole / 2);
    try (Warnings warnings = Warnings.collect()) {
      load(trial, plans, trial.precision());
      List<String> messages = warnings.messages();
      findings.figure("rebuild_warnings", messages.size());
      findings.note("warnings", String.join(" | ", messages));
    }
    findings.figure("truncated_rebuilt", Files.size(plan) > whole / 2);

    byte[] before = Files.readAllBytes(plan);
    Precision other = trial.precision() == Precision.FP32 ? Precision.FP16 : Precision.FP32;
    load(trial, plans, other);
    // Had the plan of the first precision been taken, there would be no second one.
    findings.figure("other_precision_loaded", PlanFiles.in(plans).size() < 2);
    findings.figure("first_plan_untouched", Arrays.equals(before, Files.readAllBytes(plan)));
  }

  private static void load(Trial trial, Path plans, Precision precision) throws Exception {
    // One image at a time: what is shown here does not hang on the batch, and builds sooner.
    try (Engine engine = trial.load(plans, precision, 1);
        LaneRunner lane = LaneRunner.open(engine)) {
      lane.run(1);
    }
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }
}
