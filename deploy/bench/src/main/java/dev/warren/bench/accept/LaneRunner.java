package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import java.util.Random;

/** A lane of Warren's, with noise for input. */
record LaneRunner(Lane lane) implements Runner {
  static LaneRunner open(Engine engine) {
    Lane lane = engine.openLane();
    byte[] noise = new byte[lane.input().capacity()];
    new Random(7).nextBytes(noise);
    lane.input().put(0, noise);
    return new LaneRunner(lane);
  }

  @Override
  public void run(int batch) throws EngineException {
    lane.run(batch);
  }

  @Override
  public void close() {
    lane.close();
  }
}
