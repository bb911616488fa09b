package dev.warren.worker.engine;

/** An engine on the CPU, whatever runtime is inside. All lanes share one network. */
final class CpuEngine implements Engine {
  private final String name;
  private final Shared<CpuNetwork> network;
  private final String version;
  private final ModelSpec spec;
  private final int threadsPerLane;

  private CpuEngine(
      String name, String version, Shared<CpuNetwork> network, ModelSpec spec, int threadsPerLane) {
    this.name = name;
    this.version = version;
    this.network = network;
    this.spec = spec;
    this.threadsPerLane = threadsPerLane;
  }

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

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public ModelSpec spec() {
    return spec;
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
