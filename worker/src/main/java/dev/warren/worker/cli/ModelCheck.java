package dev.warren.worker.cli;

import dev.warren.cli.ExitCode;
import dev.warren.common.Counted;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.PlanTools;
import java.util.Locale;

/** Loads a model as the worker would and times one run. */
final class ModelCheck {
  private static final int RUNS = 5;

  private ModelCheck() {}

  static Check run(EngineConfig config) {
    PlanTools tools = Planning.tools(config.tensorRt());
    try {
      EngineConfig chosen = Engines.choose(config);
      if (Engines.isBuilt(chosen, tools)) return run(chosen, tools);
      return Check.warn(
          "model",
          "%s has no plan for this GPU yet".formatted(chosen.name()),
          "build it with warren compile and the same settings, or let the first worker do it:"
              + " minutes, and up to 8 GB of memory");
    } catch (ModelException e) {
      return Check.fail(ExitCode.CONFIGURATION, "model", e.getMessage(), null);
    } catch (DeviceException e) {
      return Check.fail(ExitCode.DEVICE, "model", e.getMessage(), null);
    }
  }

  private static Check run(EngineConfig chosen, PlanTools tools) {
    try (Engine engine = Engines.load(chosen, tools);
        Lane lane = engine.openLane()) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < RUNS; i++) {
        long start = System.nanoTime();
        lane.run(1);
        best = Math.min(best, System.nanoTime() - start);
      }
      ModelSpec spec = engine.spec();
      return Check.ok(
          "model",
          String.format(
              Locale.ROOT,
              "%s %s, %dx%d, %s, engine %s: %.1f ms an image, %s suggested",
              spec.name(),
              spec.version(),
              spec.inputWidth(),
              spec.inputHeight(),
              spec.classNames().size() == 1 ? "1 class" : spec.classNames().size() + " classes",
              engine.name(),
              best / 1e6,
              Counted.of(engine.suggestedLanes(), "lane")));
    } catch (EngineException e) {
      return Check.fail(
          ExitCode.DEVICE, "model", "does not run: " + e.getMessage(), "export it again");
    }
  }
}
