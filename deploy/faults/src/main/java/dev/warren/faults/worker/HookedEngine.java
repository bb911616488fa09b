package dev.warren.faults.worker;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import java.util.stream.IntStream;

/**
 * An engine that finds one box, whose class id is the picture's level, so that an answer to another
 * frame shows; and that breaks when {@link Hooks} or a {@link Picture} tell it to.
 */
final class HookedEngine implements Engine {
  private static final int LANES = 2;

  private final Hooks hooks;
  private final ModelSpec spec;

  HookedEngine(String model, int maxBatch, Hooks hooks) {
    this.hooks = hooks;
    spec =
        new ModelSpec(
            model,
            "sha256:000000000000",
            Picture.SIDE,
            Picture.SIDE,
            IntStream.rangeClosed(0, Picture.LEVELS).mapToObj(i -> "level " + i).toList(),
            Head.DETECT,
            maxBatch);
  }

  @Override
  public String name() {
    return "hooked";
  }

  @Override
  public String version() {
    return "none";
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int suggestedLanes() {
    return LANES;
  }

  @Override
  public boolean needsCores() {
    return false;
  }

  @Override
  public Lane openLane() {
    return new HookedLane(spec, hooks);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
