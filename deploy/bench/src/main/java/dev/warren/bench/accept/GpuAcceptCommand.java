package dev.warren.bench.accept;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.PictureFiles;
import dev.warren.cli.WarrenCommand;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.testing.TestGpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/gpu-accept}: everything that Warren claims about a GPU, tried on one. */
@Command(
    name = "gpu-accept",
    description = {
      "Tries the TensorRT engine on this machine's GPU: starts, the engine contract, fidelity,"
          + " speed beside the same plan without Warren, where the time goes, the whole worker,"
          + " memory, the plan cache, and the change from CPU to GPU.",
      "Each part runs in a process of its own; one that fails does not lose the others.",
      "Exit code 0: all targets met; 6: one missed; 1: a part failed; 5: no GPU here.",
      "",
      "For a machine without Maven or network: bin/gpu-accept --pack DIR [--pieces 60m] makes a"
          + " folder (or pieces of a tar file and a script that joins them) with Java, libraries"
          + " and the demo model; there, run DIR/bin/gpu-accept."
    })
public final class GpuAcceptCommand implements WarrenCommand {
  static final List<Part> PARTS =
      List.of(
          new Part("start", new Starts()), // builds the plan that the others run
          new Part("machine", new Machine()),
          new Part("fidelity", new Fidelity(false)),
          new Part("sweep", new Sweep()),
          new Part("split", new Split()),
          new Part("worker", new WholeWorker()),
          new Part("contract", new Contract()),
          new Part("handover", new Handover()),
          new Part("stop", new Stop()),
          new Part("plans", new Plans()),
          new Part("int8", new Fidelity(true)),
          new Part("soak", Soak.JVM_OPTIONS, new Soak()));

  @Option(
      names = "--model",
      paramLabel = "FILE.onnx",
      description = "Model to try, an ONNX file; default the demo model.")
  private Path model;

  @Option(
      names = "--demo-model",
      hidden = true,
      defaultValue = "deploy/demo-model/warren-demo.onnx")
  private Path demoModel;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Pictures to run through it; default drawn scenes.")
  private Path images;

  @Option(
      names = "--references",
      paramLabel = "DIR",
      description =
          "What is to be found in them: PICTURE.json with an array of {cls, conf, x1, y1, x2, y2};"
              + " default what ONNX Runtime finds on this machine. Labels for a mean average"
              + " precision are taken from labels/x where the pictures are in images/x.")
  private Path references;

  @Option(
      names = "--precision",
      paramLabel = "KIND",
      defaultValue = "fp16",
      description = "fp32 or fp16 (default).")
  private Precision precision;

  @Option(
      names = "--optimization-level",
      paramLabel = "N",
      defaultValue = "" + TensorRtConfig.USUAL_OPTIMIZATION,
      description =
          "How long TensorRT looks for kernels, 0 to 5; default ${DEFAULT-VALUE}. A build may take"
              + " 10 minutes: 0 is for a machine that is lent for less.")
  private int optimizationLevel;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Largest batch; default ${DEFAULT-VALUE}.")
  private int maxBatch;

  @Option(
      names = "--soak",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long memory is watched; default ${DEFAULT-VALUE}.")
  private Duration soak;

  @Option(
      names = "--measure",
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "Length of each other measurement; default ${DEFAULT-VALUE}.")
  private Duration measure;

  @Option(
      names = "--amqp",
      paramLabel = "URI",
      description = "A broker for the whole worker; default a private RabbitMQ where one is found.")
  private String amqp;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description =
          "Only some parts: start, machine, fidelity, sweep, split, worker, contract,"
              + " handover, stop, plans, int8, soak. With --work and --append they can run one"
              + " after the other.")
  private List<String> only;

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything as JSON.")
  private Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write everything as Markdown.")
  private Path markdown;

  @Option(
      names = "--append",
      description = "Keep what the file of --json says of the parts that do not run now.")
  private boolean append;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Folder for plans, logs and drawn pictures, to be used again; default a temporary one.")
  private Path work;

  @Option(names = "--engine", hidden = true, defaultValue = Trial.TENSORRT)
  private String engine;

  @Option(names = "--part", hidden = true)
  private String part;

  @Option(names = "--result", hidden = true)
  private Path result;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (model == null) model = demoModel;
    if (part != null) {
      PartResult found = PartProcess.inside(named(part), trial(work), System.err);
      Acceptance.JSON.writeValue(result.toFile(), found);
      return ExitCode.OK;
    }
    check();
    if (engine.equals(Trial.TENSORRT)) {
      TestGpu.missing().ifPresent(GpuAcceptCommand::noGpu);
    }
    Trial trial =
        trial(work != null ? Files.createDirectories(work) : Files.createTempDirectory("accept-"));
    Acceptance acceptance = new Acceptance(subject());
    if (append && Files.exists(json)) {
      Acceptance.read(json).forEach(acceptance::add);
    }
    System.err.println("gpu-accept: logs and plans are in " + trial.folder());
    for (Part each : parts()) {
      PartResult found = PartProcess.run(each, trial, arguments(trial));
      acceptance.add(found);
      System.err.printf(
          "gpu-accept: %s: %s, %.0f s%n",
          each.name(), found.why() == null ? found.state() : found.why(), found.seconds());
      write(acceptance); // after each part: whoever ends the run early keeps what there is
      if (found.state() == PartResult.State.NO_GPU && !acceptance.hasMeasured()) noGpu(found.why());
    }
    System.out.print(AcceptReport.table(acceptance));
    return acceptance.exitCode();
  }

  private static void noGpu(String why) {
    throw new CommandException(ExitCode.DEVICE, "no GPU: " + why);
  }

  private void check() {
    Path withEnding = Path.of(model + ".onnx");
    if (!Files.exists(model) && Files.exists(withEnding)) model = withEnding;
    if (!Files.isRegularFile(model)) {
      throw new CommandException(ExitCode.CONFIGURATION, "--model is no file: " + model);
    }
    for (Path folder : new Path[] {images, references}) {
      if (folder != null && !Files.isDirectory(folder)) {
        throw usage("no such folder: " + folder);
      }
    }
    if (images != null) PictureFiles.of("--images", List.of(images), System.err::println);
    for (Path file : new Path[] {json, markdown}) {
      if (file != null && !Files.isDirectory(file.toAbsolutePath().getParent())) {
        throw usage("no folder for " + file);
      }
    }
    if (append && json == null) {
      throw usage("--append: needs the --json to keep");
    }
    if (references != null && images == null) {
      throw usage("--references: needs the --images that they are of");
    }
    if (precision == Precision.INT8) {
      throw usage("--precision int8 is tried by the part int8, beside the other");
    }
    if (maxBatch < 1 || maxBatch > 1024) {
      throw new IllegalArgumentException("maxBatch not in 1..1024: " + maxBatch);
    }
    if (measure.toMillis() < 10 || measure.toMinutes() > 10) {
      throw new IllegalArgumentException("measure not in 10 ms to 10 minutes: " + measure);
    }
    parts();
  }

  private List<Part> parts() {
    if (only == null) return PARTS;
    List<String> names = only;
    names.forEach(GpuAcceptCommand::named);
    return PARTS.stream().filter(each -> names.contains(each.name())).toList();
  }

  private static Part named(String name) {
    return PARTS.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                usage(
                    "--only is none of %s: %s"
                        .formatted(
                            String.join(", ", PARTS.stream().map(Part::name).toList()), name)));
  }

  private Trial trial(Path folder) {
    return new Trial(
        engine,
        model,
        images,
        references,
        precision,
        optimizationLevel,
        maxBatch,
        soak,
        measure,
        amqp,
        folder);
  }

  /** For the process of a part. */
  private List<String> arguments(Trial trial) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--engine", engine, "--model", model.toString()));
    if (images != null) all.addAll(List.of("--images", images.toString()));
    if (references != null) all.addAll(List.of("--references", references.toString()));
    all.addAll(List.of("--optimization-level", "" + optimizationLevel));
    all.addAll(List.of("--precision", precision.name(), "--max-batch", "" + maxBatch));
    all.addAll(List.of("--soak", soak.toString(), "--measure", measure.toString()));
    if (amqp != null) all.addAll(List.of("--amqp", amqp));
    all.addAll(List.of("--work", trial.folder().toString()));
    return all;
  }

  private Map<String, String> subject() {
    Map<String, String> subject = new LinkedHashMap<>();
    subject.put("engine", engine);
    subject.put("model", model.getFileName().toString());
    subject.put("pictures", images == null ? "drawn" : images.toString());
    subject.put("precision", precision.name());
    subject.put("optimization level", Integer.toString(optimizationLevel));
    subject.put("max batch", Integer.toString(maxBatch));
    subject.put("soak", soak.toString());
    subject.put("measurement", measure.toString());
    return subject;
  }

  private void write(Acceptance acceptance) throws IOException {
    if (json != null) replace(json, acceptance.json());
    if (markdown != null) replace(markdown, AcceptReport.markdown(acceptance));
  }

  /**
   * Whole or not at all: a rented machine may be gone at any time, and the next run appends to the
   * file.
   */
  private static void replace(Path file, String text) throws IOException {
    Path part = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
