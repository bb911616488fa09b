package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.WarrenCommand;
import dev.warren.common.Counted;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.tensorrt.TensorRt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren compile}: a plan before it is needed. */
@Command(
    name = "compile",
    description = {
      "Builds the TensorRT plan of an ONNX model into the plan cache, where workers with the same"
          + " settings find it. Takes minutes, and the GPU that will run it.",
      "A new plan is tried beside the model on the CPU, and refused if it does not find the same."
    })
public final class CompileCommand implements WarrenCommand {
  private static final int MAX = 1024;
  private static final Duration LEAST_UNUSED = Duration.ofHours(48);

  @Mixin private ModelChoice model;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Largest batch of the plan, as the workers will have it; 0 (default) for 16, or 1 if the"
              + " model takes one at a time.")
  private int maxBatch;

  @Option(names = "--again", description = "Build it even if the cache has it.")
  private boolean again;

  @Option(
      names = "--prune",
      paramLabel = "TIME",
      description =
          "Build nothing; delete the plans that no worker has used for so long, such as 720h. At"
              + " least 48h: workers that run show their use once a day.")
  private Duration prune;

  @Override
  public Integer call() throws IOException {
    if (prune != null) return prune();
    if (!List.of("auto", "tensorrt").contains(model.engine())) {
      throw new CommandException(
          ExitCode.USAGE, "--engine " + model.engine() + " has no plans; compile is for tensorrt");
    }
    // More than any model gains from; a typing error must not ask for terabytes.
    if (maxBatch > MAX) throw new IllegalArgumentException("maxBatch > " + MAX + ": " + maxBatch);
    EngineConfig config = model.engineConfig(maxBatch, 1);
    long start = System.nanoTime();
    Path plan =
        CommandFailures.translate(
            () -> Engines.compile(config, Planning.tools(config.tensorRt()), again));
    System.out.printf(
        Locale.ROOT,
        "%s  %.1f MB, %.1f s%n",
        plan,
        Files.size(plan) / 1e6,
        (System.nanoTime() - start) / 1e9);
    return ExitCode.OK;
  }

  private int prune() throws IOException {
    if (prune.compareTo(LEAST_UNUSED) < 0) {
      throw new IllegalArgumentException("prune < 48 h: " + prune);
    }
    Path folder = model.planCache();
    List<Path> deleted = CommandFailures.translate(() -> TensorRt.prune(folder, prune));
    deleted.forEach(System.out::println);
    System.err.printf("%s deleted from %s%n", Counted.of(deleted.size(), "plan"), folder);
    return ExitCode.OK;
  }
}
