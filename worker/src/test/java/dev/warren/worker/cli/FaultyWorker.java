package dev.warren.worker.cli;

import dev.warren.cli.WarrenCommand;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineSupply;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.testing.FakeEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code warren worker} with a fake engine whose device is lost. Prints the epoch milliseconds of
 * the loss.
 */
@Command(name = "faulty-worker")
public final class FaultyWorker implements WarrenCommand {
  public static final String MODEL = "fake";

  private static final int SIDE = 32;

  @Mixin private final WorkerCommand worker = new WorkerCommand(this::engines);

  @Option(names = "--lose-device-after", defaultValue = "2147483647")
  private int runs;

  /** An engine {@code cpu} stands in for {@code gpu}. */
  @Option(names = "--cold-cache")
  private boolean coldCache;

  /** And that one is asked for by name, but cannot be built. */
  @Option(names = "--build-fails")
  private boolean buildFails;

  /** The process ends in a run with {@link FakeEngine#KILLER}. */
  @Option(names = "--halts")
  private boolean halts;

  /**
   * And takes as long as this file is there, with no ear for interrupts, as native code has none.
   */
  @Option(names = "--build-while")
  private Path building;

  /** Some thread takes all of the heap, and keeps it, once this file is there. */
  @Option(names = "--fill-heap-on")
  private Path filling;

  private static final List<byte[]> HOARD = new ArrayList<>();

  /** A class path on which the launcher finds this command, beside what it finds anyway. */
  public static String classPath(Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(WarrenCommand.class.getName()), FaultyWorker.class.getName());
    return folder + System.getProperty("path.separator") + System.getProperty("java.class.path");
  }

  private EngineSupply engines(EngineConfig config) {
    return new EngineSupply() {
      @Override
      public Engine first() {
        return coldCache ? cpu() : gpu();
      }

      @Override
      public Optional<Supplier<Engine>> better() {
        return coldCache ? Optional.of(FaultyWorker.this::gpu) : Optional.empty();
      }

      @Override
      public boolean needsBetter() {
        return buildFails;
      }

      @Override
      public Optional<Supplier<Engine>> withoutDevice() {
        return Optional.of(FaultyWorker.this::cpu);
      }
    };
  }

  private Engine gpu() {
    if (buildFails) throw new ModelException("fake.onnx: no plan can be built");
    if (building != null) build();
    if (filling != null) new Thread(this::fillHeap, "hoarder").start();
    return new FakeEngine(MODEL, SIDE, 4, 2)
        .named("gpu")
        .mayHalt(halts)
        .losesDeviceAfter(runs, () -> System.out.println(System.currentTimeMillis()));
  }

  private void build() {
    System.out.println("building");
    while (Files.exists(building)) LockSupport.parkNanos(10_000_000);
  }

  private void fillHeap() {
    while (!Files.exists(filling)) LockSupport.parkNanos(1_000_000);
    while (true) HOARD.add(new byte[1 << 16]);
  }

  private Engine cpu() {
    return new FakeEngine(MODEL, SIDE, 4, 2).named("cpu");
  }

  @Override
  public Integer call() throws Exception {
    return worker.call();
  }
}
