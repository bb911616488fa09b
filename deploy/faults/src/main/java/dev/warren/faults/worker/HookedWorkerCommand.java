package dev.warren.faults.worker;

import dev.warren.cli.WarrenCommand;
import dev.warren.common.Daemons;
import dev.warren.worker.cli.WorkerCommand;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineSupply;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code warren worker}, all of it, with an engine that breaks when it is told to. Collects its
 * garbage for each byte of its standard input, and ends at once when that does, so that none
 * outlives its harness.
 */
@Command(
    name = HookedWorkerCommand.NAME,
    hidden = true,
    description = "For verify-faults alone: a worker whose engine breaks when it is told to.")
public final class HookedWorkerCommand implements WarrenCommand {
  public static final String NAME = "hooked-worker";

  /** What it is for in {@code --model}. */
  public static final String MODEL = "hooked";

  private static final int MAX_BATCH = 8;

  @Mixin private final WorkerCommand worker = new WorkerCommand(this::engines);

  @Option(
      names = "--hooks",
      required = true,
      paramLabel = "DIR",
      description = "Folder in which files of the hooks' names arm them.")
  private Path hooks;

  private EngineSupply engines(EngineConfig config) {
    int batch = config.maxBatch() > 0 ? config.maxBatch() : MAX_BATCH;
    return new EngineSupply() {
      @Override
      public Engine first() {
        return new HookedEngine(MODEL, batch, new Hooks(hooks));
      }
    };
  }

  @Override
  public Integer call() throws Exception {
    Daemons.thread("harness-watch", HookedWorkerCommand::obeyHarness).start();
    return worker.call();
  }

  private static void obeyHarness() {
    try {
      while (System.in.read() >= 0) System.gc();
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(HookedLane.KILLED);
  }
}
