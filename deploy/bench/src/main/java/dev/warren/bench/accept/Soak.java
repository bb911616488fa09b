package dev.warren.bench.accept;

import dev.warren.worker.benchmark.BareLoop;
import dev.warren.worker.benchmark.ProcessUsage;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.postprocess.PostprocessConfig;
import java.time.Duration;
import java.util.List;

/** Lanes at full rate for a long time: does memory stay where it is? And what a reload leaves. */
final class Soak implements Part.Measurement {
  private static final int SLICES = 60;
  private static final int RELOADS = 5;

  /** With a heap that is all there from the start, what grows is outside of it. */
  static final List<String> JVM_OPTIONS = List.of("-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch");

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    findings.figure("soak_s", trial.soak().toMillis() / 1e3);
    try (Engine engine = trial.load();
        BareLoop loop =
            BareLoop.open(
                engine,
                engine.suggestedLanes(),
                Frames.load(trial, engine.spec()),
                Frames.LIMITS,
                PostprocessConfig.DEFAULT)) {
      soak(trial, loop, engine.spec().maxBatch(), findings);
    }
    reload(trial, findings);
  }

  private static void soak(Trial trial, BareLoop loop, int batch, Findings findings)
      throws Exception {
    Samples resident = new Samples();
    Samples device = new Samples();
    DeviceMemory memory = trial.isTensorRt() ? DeviceMemory.open() : null;
    Duration slice = trial.soak().dividedBy(SLICES);
    long frames = 0;
    for (int i = 0; i < SLICES; i++) {
      // Now small batches, now large ones.
      frames += loop.batches(i % 2 == 0 ? batch : 1, Duration.ZERO, slice).frames();
      resident.add(residentMib());
      if (memory != null) device.add(memory.mib());
      // For whoever has to end it early: its log is all that is left then.
      System.err.printf(
          "soak: %d of %d: resident %.0f MiB, on the device %.0f MiB%n",
          i + 1, SLICES, resident.last(), memory == null ? 0 : device.last());
    }
    findings.figure("soak_frames", frames);
    findings.figure("resident_mib", resident.last());
    findings.figure("resident_growth_percent", resident.growthPercent());
    findings.figure("resident_growth_mib", resident.growth());
    if (memory == null) return;
    findings.note("device memory", memory.source());
    findings.figure("device_mib", device.last());
    findings.figure("device_growth_percent", device.growthPercent());
  }

  private static void reload(Trial trial, Findings findings) throws Exception {
    once(trial);
    double residentBefore = residentMib();
    DeviceMemory memory = trial.isTensorRt() ? DeviceMemory.open() : null;
    double deviceBefore = memory == null ? 0 : memory.mib();
    for (int i = 0; i < RELOADS; i++) once(trial);
    findings.figure("reload_resident_mib", (residentMib() - residentBefore) / RELOADS);
    if (memory == null) return;
    findings.figure("reload_device_mib", (memory.mib() - deviceBefore) / RELOADS);
  }

  private static void once(Trial trial) throws Exception {
    try (Engine engine = trial.load();
        LaneRunner lane = LaneRunner.open(engine)) {
      lane.run(engine.spec().maxBatch());
    }
  }

  private static double residentMib() {
    return ProcessUsage.residentMib().orElse(0);
  }
}
