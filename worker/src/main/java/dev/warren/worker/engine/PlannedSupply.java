package dev.warren.worker.engine;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Knows which engine the model gets on this machine, and whether its plan is built. One thread at a
 * time.
 */
final class PlannedSupply implements EngineSupply {
  private final EngineConfig asked;
  private final PlanTools tools;
  private final boolean mayStandIn;
  private EngineConfig chosen;
  private Boolean isCold;

  PlannedSupply(EngineConfig asked, PlanTools tools, boolean mayStandIn) {
    this.asked = asked;
    this.tools = tools;
    this.mayStandIn = mayStandIn;
  }

  @Override
  public Engine first() {
    return isCold() ? Engines.load(asked.onCpu()) : Engines.load(chosen(), tools);
  }

  @Override
  public Optional<Supplier<Engine>> better() {
    return isCold() ? Optional.of(() -> Engines.load(chosen(), tools)) : Optional.empty();
  }

  /** Looked at once: what serves first and what follows must go by the same answer. */
  private boolean isCold() {
    if (isCold == null) isCold = mayStandIn && !isBuilt();
    return isCold;
  }

  private boolean isBuilt() {
    try {
      return Engines.isBuilt(chosen(), tools);
    } catch (DeviceException e) {
      return true; // nothing to wait for: first() says so
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
