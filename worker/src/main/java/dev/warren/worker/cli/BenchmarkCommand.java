package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.PictureFiles;
import dev.warren.cli.WarrenCommand;
import dev.warren.worker.benchmark.BareLoop;
import dev.warren.worker.benchmark.BatchFigures;
import dev.warren.worker.benchmark.BenchmarkJson;
import dev.warren.worker.benchmark.BenchmarkReport;
import dev.warren.worker.benchmark.EncodedImages;
import dev.warren.worker.benchmark.ProcessUsage;
import dev.warren.worker.benchmark.SingleFigures;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.postprocess.PostprocessConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren benchmark}: the bare loop over all batch sizes. */
@Command(
    name = "benchmark",
    description = {
      "Measures decode, engine and postprocess in this process, without broker and scheduler: what a"
          + " worker on this machine could reach at best.",
      "Each lane is a thread that does the three steps in turn; one lane alone comes first, then"
          + " all lanes with each batch size.",
      "A file that cannot be used is named and the others go on; the exit code is 1 if no file could"
          + " be used, 2 if a path does not exist."
    })
public final class BenchmarkCommand implements WarrenCommand {
  private static final int MAX_LANES = 1024;
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofHours(1);

  @Mixin private ModelOptions model;
  @Mixin private BatchSizes batch;

  @Option(
      names = "--source",
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description =
          "Image files and folders, of which up to 256 MiB are kept in memory. "
              + PictureFiles.RULE)
  private List<Path> source;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads with an engine lane each; 0 (default) for as many as suit the engine.")
  private int lanes;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "Time before each measurement; default ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Time of each measurement; default ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the figures as JSON; - is standard output, the table then goes to standard error.")
  private String json;

  @Mixin private RegressionCheck regression;

  @Override
  public Integer call() throws IOException {
    checkNumbers();
    EngineConfig engineConfig = model.engineConfig(batch.largest());
    PostprocessConfig postprocess = model.postprocessConfig();
    if (source == null) {
      throw new CommandException(
          ExitCode.USAGE, "--source is missing: give image files or a folder of them");
    }
    List<Path> files = PictureFiles.of("--source", source, BenchmarkCommand::tell);
    regression.readBaseline();
    JsonFile out = json == null ? null : JsonFile.open(json);
    BenchmarkReport report;
    try (Engine engine =
        CommandFailures.translate(
            () -> Engines.load(engineConfig, Planning.tools(engineConfig.tensorRt())))) {
      List<Integer> sizes = batch.of(engine.spec());
      report = measure(engine, sizes, images(files, engine.spec()), postprocess);
    } catch (EngineException e) {
      throw new CommandException(ExitCode.DEVICE, "the engine failed: " + e.getMessage(), e);
    }
    if (out != null) out.write(BenchmarkJson.text(report));
    regression.check(report);
    return ExitCode.OK;
  }

  private void checkNumbers() {
    if (lanes < 0 || lanes > MAX_LANES) {
      throw new IllegalArgumentException("lanes not in 0.." + MAX_LANES + ": " + lanes);
    }
    if (warmUp.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("warmUp > 1 hour: " + warmUp);
    }
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("duration not in 1 ms to 1 hour: " + duration);
    }
  }

  private static EncodedImages images(List<Path> files, ModelSpec spec) {
    try {
      return EncodedImages.load(files, DecodeConfig.DEFAULT, spec, BenchmarkCommand::tell);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILURE, "--source: " + e.getMessage(), e);
    }
  }

  private static void tell(String note) {
    System.err.println("warren benchmark: " + note);
  }

  private BenchmarkReport measure(
      Engine engine, List<Integer> sizes, EncodedImages images, PostprocessConfig postprocess)
      throws EngineException {
    BenchmarkReport.Subject subject =
        new BenchmarkReport.Subject(
            engine.spec().name(),
            engine.spec().version(),
            engine.name(),
            engine.version(),
            lanes > 0 ? lanes : engine.suggestedLanes(),
            images.images().size(),
            Runtime.getRuntime().availableProcessors());
    PrintStream out = JsonFile.isStandardOutput(json) ? System.err : System.out;
    out.println(BenchmarkTable.subject(subject));
    int measurements = 1 + sizes.size();
    long seconds = warmUp.plus(duration).multipliedBy(measurements).toSeconds();
    tell("%d measurements, %d s in all".formatted(measurements, seconds));
    List<BatchFigures> batches = new ArrayList<>();
    try (BareLoop loop =
        BareLoop.open(engine, subject.lanes(), images, DecodeConfig.DEFAULT, postprocess)) {
      SingleFigures single = loop.single(warmUp, duration);
      out.println(BenchmarkTable.single(single));
      out.println(BenchmarkTable.header());
      for (int size : sizes) {
        BatchFigures figures = loop.batches(size, warmUp, duration);
        out.println(BenchmarkTable.row(figures));
        batches.add(figures);
      }
      BenchmarkReport report =
          new BenchmarkReport(subject, single, batches, ProcessUsage.residentMib());
      out.println(BenchmarkTable.summary(report));
      return report;
    }
  }
}
