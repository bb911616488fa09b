package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.PictureFiles;
import dev.warren.cli.WarrenCommand;
import dev.warren.common.Counted;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.OpenCv;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.postprocess.PostprocessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code warren detect}: files through the worker's own decode, engine and postprocess. */
@Command(
    name = "detect",
    description = {
      "Finds objects in image files, without a broker.",
      "A file that cannot be used is reported and the others go on; the exit code is 1 if no file"
          + " could be used, 2 if a path does not exist."
    })
public final class DetectCommand implements WarrenCommand {
  @Mixin private ModelOptions model;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Images worked on at the same time; default what suits the engine here.")
  private Integer lanes;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write one JSON array of all files' detections; - is standard output.")
  private String json;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "Write annotated pictures, as JPEG, into this folder; those that lie there are left out of a"
              + " folder above it.")
  private Path draw;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE|DIR",
      description = "Image files and folders. " + PictureFiles.RULE)
  private List<Path> paths;

  @Override
  public Integer call() throws IOException {
    if (lanes != null && (lanes < 1 || lanes > 1024)) {
      throw new IllegalArgumentException("lanes not in 1..1024: " + lanes);
    }
    EngineConfig engineConfig = model.engineConfig();
    PostprocessConfig postprocess = model.postprocessConfig();
    List<Path> files = withoutDrawn(PictureFiles.of("", paths, DetectCommand::tell));
    DecodeConfig limits = DecodeConfig.DEFAULT.withScaled(model.scaledDecode());
    JsonFile out = json == null ? null : JsonFile.open(json);
    DrawnImages drawn = draw == null ? null : new DrawnImages(draw, files, limits);
    StageTimes times = new StageTimes();
    OpenCv.load(); // here, so that no image's time contains it
    List<FileDetections> results;
    long start;
    try (Engine engine =
        CommandFailures.translate(
            () -> Engines.load(engineConfig, Planning.tools(engineConfig.tensorRt())))) {
      int threads = Math.min(lanes == null ? engine.suggestedLanes() : lanes, files.size());
      start = System.nanoTime();
      results = new DetectRun(engine, limits, postprocess, times).run(files, threads);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (drawn != null) draw(results, drawn);
    report(results, out);
    return summarize(results, seconds, times);
  }

  /** What an earlier run has drawn into a folder below its sources is none, unless it is named. */
  private List<Path> withoutDrawn(List<Path> files) throws IOException {
    if (draw == null || !Files.isDirectory(draw)) return files;
    Path drawn = draw.toRealPath();
    List<Path> named = new ArrayList<>();
    for (Path path : paths) {
      Path real = path.toRealPath();
      if (real.startsWith(drawn)) named.add(real);
    }
    List<Path> rest = new ArrayList<>();
    for (Path file : files) {
      Path real = file.toRealPath();
      if (!real.startsWith(drawn) || named.stream().anyMatch(real::startsWith)) rest.add(file);
    }
    int drawnBefore = files.size() - rest.size();
    if (drawnBefore == 0) return files;
    String which = Counted.of(drawnBefore, "picture") + " in " + draw + ", the folder of --draw";
    if (rest.isEmpty()) throw CommandException.usage("nothing to look at but " + which);
    tell("leaves out " + which);
    return rest;
  }

  private static void tell(String note) {
    System.err.println("warren detect: " + note);
  }

  private void draw(List<FileDetections> results, DrawnImages drawn) {
    for (FileDetections result : results) {
      try {
        if (result instanceof FileDetections.Found found) drawn.draw(found);
      } catch (IOException e) {
        throw new CommandException(ExitCode.FAILURE, "--draw " + draw + ": " + e.getMessage(), e);
      }
    }
  }

  private void report(List<FileDetections> results, JsonFile out) {
    if (out != null) out.write(DetectionsJson.text(results));
    if (!JsonFile.isStandardOutput(json)) results.forEach(r -> System.out.println(line(r)));
  }

  private static String line(FileDetections result) {
    if (result instanceof FileDetections.Found found) {
      Map<String, Long> counts =
          found.detections().stream()
              .collect(
                  Collectors.groupingBy(d -> d.className(), TreeMap::new, Collectors.counting()));
      String what =
          counts.entrySet().stream()
              .map(e -> e.getValue() + " " + e.getKey())
              .collect(Collectors.joining(", "));
      return "%s %dx%d: %s"
          .formatted(
              found.file(), found.width(), found.height(), what.isEmpty() ? "nothing" : what);
    }
    FileDetections.Failed failed = (FileDetections.Failed) result;
    return "%s: %s: %s".formatted(failed.file(), failed.reason().wire(), failed.detail());
  }

  private static int summarize(List<FileDetections> results, double seconds, StageTimes times) {
    List<FileDetections.Found> found =
        results.stream()
            .filter(FileDetections.Found.class::isInstance)
            .map(FileDetections.Found.class::cast)
            .toList();
    int detections = found.stream().mapToInt(f -> f.detections().size()).sum();
    System.err.printf(
        Locale.ROOT,
        "%s, %d failed, %s in %.1f s (%.1f images/s); %s%n",
        Counted.of(results.size(), "image"),
        results.size() - found.size(),
        Counted.of(detections, "detection"),
        seconds,
        results.size() / seconds,
        times.perImage(found.size()));
    return found.isEmpty() ? ExitCode.FAILURE : ExitCode.OK;
  }
}
