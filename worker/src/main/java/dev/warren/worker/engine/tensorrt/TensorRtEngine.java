package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.Shared;
import java.util.Locale;

/**
 * A plan on a GPU. The presets of TensorRT free none of its objects: what a closed engine leaves on
 * the device are its weights, once per engine; buffers, streams, graphs and working memory are
 * freed with the lanes.
 *
 * @param running its lanes
 */
record TensorRtEngine(
    Gpu gpu,
    Shared<Gpu.Plan> plan,
    RunningLanes running,
    ModelSpec spec,
    BatchLadder ladder,
    String precision)
    implements Engine {
  static final String NAME = "tensorrt";

  /** While one lane runs, others are filled, or read out and their boxes suppressed on a core. */
  private static final int MIN_LANES = 2;

  private static final int MAX_LANES = 4;

  /**
   * Takes over the plan, unless it throws.
   *
   * @param ladder whose profiles the plan was built with
   * @param precision that it was built for
   * @throws ModelException when the plan is not for such a model
   */
  static TensorRtEngine start(
      Gpu gpu, Gpu.Plan plan, ModelSpec spec, BatchLadder ladder, Precision precision) {
    Gpu.Tensor input = plan.input();
    boolean fits = input.type().equals("UINT8") && input.elements() == spec.imageBytes();
    if (!fits || !plan.output().type().equals("FLOAT")) {
      throw new ModelException(
          "%s: the plan takes %s and gives %s, not UINT8 of %d bytes and FLOAT"
              .formatted(spec.name(), input, plan.output(), spec.imageBytes()));
    }
    return new TensorRtEngine(
        gpu,
        new Shared<>(plan, Gpu.Plan::close),
        new RunningLanes(Runtime.getRuntime().availableProcessors()),
        spec,
        ladder,
        precision.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return gpu.info().tensorRtVersion();
  }

  @Override
  public int suggestedLanes() {
    return lanes(Runtime.getRuntime().availableProcessors());
  }

  static int lanes(int cores) {
    return Math.max(MIN_LANES, Math.min(MAX_LANES, cores / 4));
  }

  @Override
  public boolean needsCores() {
    return false;
  }

  @Override
  public Lane openLane() {
    return TensorRtLane.open(this);
  }

  @Override
  public void close() {
    plan.release();
  }
}
