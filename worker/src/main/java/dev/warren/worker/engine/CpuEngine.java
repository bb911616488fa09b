package dev.warren.worker.engine;

/** An engine on the CPU, whatever runtime is inside. All lanes share one network. */
record CpuEngine(
    String name, String version, Shared<CpuNetwork> network, ModelSpec spec, int threadsPerLane)
    implements Engine {
  /**
   * Takes over the network and warms it up.
   *
   * @throws ModelException when it does not run, or its output is no head
   */
  static CpuEngine start(String name, ModelFile file, CpuNetwork network, EngineConfig config) {
    Shared<CpuNetwork> shared = new Shared<>(network, CpuNetwork::close);
    try {
      ModelSpec spec = new FirstRuns(file, network.metadata(), shared).run(config.maxBatch());
      return new CpuEngine(name, network.version(), shared, spec, config.threadsPerLane());
    } catch (RuntimeException | Error e) {
      shared.release();
      throw e;
    }
  }

  /** As many lanes as the cores can feed: batching buys nothing on a CPU, lanes do. */
  @Override
  public int suggestedLanes() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / threadsPerLane);
  }

  @Override
  public boolean needsCores() {
    return true;
  }

  @Override
  public Lane openLane() {
    return new CpuLane(network, spec);
  }

  @Override
  public void close() {
    network.release();
  }
}
