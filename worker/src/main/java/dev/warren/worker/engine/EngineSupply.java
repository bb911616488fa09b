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

  /** {@link Engines#load}, and ONNX Runtime where that may have been an engine with a device. */
  static EngineSupply of(EngineConfig config) {
    return new EngineSupply() {
      @Override
      public Engine first() {
        return Engines.load(config);
      }

      @Override
      public Optional<Supplier<Engine>> withoutDevice() {
        boolean mayHaveDevice =
            switch (config.engine()) {
              case "auto", "tensorrt" -> true;
              default -> false;
            };
        return mayHaveDevice ? Optional.of(() -> Engines.load(config.onCpu())) : Optional.empty();
      }
    };
  }
}
