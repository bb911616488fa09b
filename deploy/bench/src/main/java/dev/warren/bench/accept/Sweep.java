package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import java.time.Duration;

/** Images per second of the engine alone, by batch size, with one lane and with as many as suit. */
final class Sweep implements Part {
  static final Duration WARM_UP = Duration.ofMillis(500);

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    try (Engine engine = trial.load()) {
      int suggested = engine.suggestedLanes();
      findings.figure("lanes", suggested);
      try (RunLoop loop = RunLoop.open(() -> LaneRunner.open(engine), 1)) {
        for (int size : trial.sizes(engine.spec())) {
          double rate = loop.framesPerSecond(size, WARM_UP, trial.measure());
          findings.figure("one_lane_batch_%d_fps".formatted(size), rate);
          findings.figure("one_lane_batch_%d_ms".formatted(size), size * 1e3 / rate);
        }
      }
      if (suggested == 1) return;
      try (RunLoop loop = RunLoop.open(() -> LaneRunner.open(engine), suggested)) {
        for (int size : trial.sizes(engine.spec())) {
          double rate = loop.framesPerSecond(size, WARM_UP, trial.measure());
          findings.figure("lanes_batch_%d_fps".formatted(size), rate);
        }
      }
    }
  }
}
