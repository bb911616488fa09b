package dev.warren.worker.engine;

import java.util.Optional;
import java.util.function.Supplier;

/** The engines that one service may run, one after the other. Whoever takes one owns it. */
public interface EngineSupply {
  /**
   * The engine to begin with.
   *
   * @throws ModelException when the model cannot be used
   * @throws DeviceException when its device is lost meanwhile
   */
  Engine first();

  /**
   * A better one that takes minutes to get ready, for which {@link #first} stands in until then.
   * Its supplier may throw what {@link #first} may.
   */
  default Optional<Supplier<Engine>> better() {
    return Optional.empty();
  }

  /** Whether the service cannot do without {@link #better}, as when it was asked for by name. */
  default boolean needsBetter() {
    return false;
  }

  /** One that needs no device, for when the device of another is lost. */
  default Optional<Supplier<Engine>> withoutDevice() {
    return Optional.empty();
  }

  /**
   * What {@link Engines#load} gives, or where that takes minutes, ONNX Runtime until it is there.
   *
   * @param tools for building a plan
   * @param mayStandIn whether ONNX Runtime may serve while a plan is built
   */
  static EngineSupply of(EngineConfig config, PlanTools tools, boolean mayStandIn) {
    return new PlannedSupply(config, tools, mayStandIn);
  }
}
