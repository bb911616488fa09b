package dev.warren.worker.engine;

import java.util.Optional;
import java.util.function.Supplier;

/** Knows which engine the model gets on this machine, and whether its plan is built. One thread. */
final class PlannedSupply implements EngineSupply {
  private final EngineConfig asked;
  private final PlanTools tools;
  private final boolean mayStandIn;
  private EngineConfig chosen;

  PlannedSupply(EngineConfig asked, PlanTools tools, boolean mayStandIn) {
    this.asked = asked;
    this.tools = tools;
    this.mayStandIn = mayStandIn;
  }

  @Override
  public Engine first() {
    return better().isPresent() ? Engines.load(asked.onCpu()) : Engines.load(chosen(), tools);
  }

  @Override
  public Optional<Supplier<Engine>> better() {
    return isCold() ? Optional.of(() -> Engines.load(chosen(), tools)) : Optional.empty();
  }

  private boolean isCold() {
    try {
      return mayStandIn && !Engines.isBuilt(chosen(), tools);
    } catch (DeviceException e) {
      return false; // nothing to wait for: first() says so
    }
  }

  @Override
  public boolean needsBetter() {
    return !asked.engine().equals("auto");
  }

  @Override
  public Optional<Supplier<Engine>> withoutDevice() {
    boolean mayHaveDevice = asked.engine().equals("auto") || asked.engine().equals("tensorrt");
    return mayHaveDevice ? Optional.of(() -> Engines.load(asked.onCpu())) : Optional.empty();
  }

  private EngineConfig chosen() {
    if (chosen == null) chosen = Engines.choose(asked);
    return chosen;
  }
}
