package dev.warren.bench;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.PictureFiles;
import dev.warren.cli.ReportFile;
import dev.warren.cli.WarrenCommand;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/bench}: everything that Warren claims about its speed, measured. */
@Command(
    name = "bench",
    description = {
      "Measures Warren beside the limits that it could reach, in one run on this machine: the bare"
          + " engine loop, and the broker by itself.",
      "Starts a broker of its own. Broker, load and worker share the machine's cores; the report"
          + " says who used how much.",
      "Targets that are missed do not change the exit code; unconfirmed, unanswered or differing"
          + " frames, and what could not be measured, do (1)."
    })
public final class BenchCommand implements WarrenCommand {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Model under test, an ONNX file for a CPU.")
  private Path model;

  @Option(
      names = "--torchscript",
      paramLabel = "FILE",
      description =
          "The same model for PyTorch, for the comparison of the engines; default: the file of"
              + " --model that ends in .torchscript, if there is one.")
  private Path torchScript;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "Pictures to run through it; decode and broker bring their own.")
  private Path images;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write ratios, medians, spreads and all rounds as JSON.")
  private Path json;

  @Option(
      names = "--quick",
      description = "One round with short measurements, in under ten minutes, instead of three.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "0",
      description = "Rounds of everything; 0 (default) for 3, or 1 with --quick.")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only some comparisons: decode, bare, worker, overload, shared, gpu-pace, fairness, broker;"
              + " worker and shared need bare, overload needs both.")
  private List<String> only;

  @Option(
      names = "--cores",
      paramLabel = "KIND",
      description =
          "'apart': broker and load get a quarter of the cores for themselves, as if they were on"
              + " other machines (default where there are two cores and taskset); or 'shared'.")
  private CoresKind cores;

  private enum CoresKind {
    APART,
    SHARED
  }

  @Option(
      names = "--simulated",
      paramLabel = "DIR",
      defaultValue = "deploy/simulated",
      description = "Folder of the simulated models; default ${DEFAULT-VALUE}.")
  private Path simulated;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Subject subject = subject();
    checkFiles();
    Path folder = Files.createTempDirectory("warren-bench-");
    Results results = new Results();
    System.err.println("bench: logs and reports of all processes are in " + folder);
    try (RabbitMq broker = RabbitMq.start("vm_memory_high_watermark.absolute = 4GB")) {
      Site site = new Site(broker, Child.pidOf(broker), folder, cores());
      System.err.println("bench: cores: " + site.cores().text());
      run(comparisons(site, subject), subject.pace().rounds(), results);
      String used = site.cores().text();
      System.out.print("cores: " + used + "\n\n" + Report.table(results));
      ReportFile.write("--json", json, Report.json(results, subject, used));
    } catch (BenchException | IllegalStateException e) {
      throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
    }
    return results.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private Cores cores() {
    boolean apart = cores == null ? Cores.canBeApart() : cores == CoresKind.APART;
    return apart ? Cores.apart(Runtime.getRuntime().availableProcessors()) : Cores.SHARED;
  }

  private Subject subject() {
    if (rounds < 0 || rounds > 100) {
      throw new IllegalArgumentException("rounds not in 0..100: " + rounds);
    }
    Subject.Pace pace = quick ? Subject.Pace.QUICK : Subject.Pace.FULL;
    if (rounds > 0) pace = pace.withRounds(rounds);
    return new Subject(
        model.toString(), torchScript(), images.toString(), simulated.toString(), pace);
  }

  /** Rather now than after ten minutes. */
  private void checkFiles() {
    requireFile("--model", model, ".onnx", ".torchscript");
    if (torchScript != null) requireFile("--torchscript", torchScript, ".torchscript");
    if (!Files.isDirectory(simulated)) {
      throw usage("--simulated is no folder: " + simulated);
    }
    if (!Files.isDirectory(images)) throw usage("--images is no folder: " + images);
    PictureFiles.of("--images", List.of(images), note -> System.err.println("bench: " + note));
    ReportFile.check("--json", json);
  }

  private static void requireFile(String option, Path file, String... endings) {
    if (!Files.isRegularFile(file)) {
      throw new CommandException(ExitCode.CONFIGURATION, option + " is no file: " + file);
    }
    if (Stream.of(endings).noneMatch(file.toString()::endsWith)) {
      throw new CommandException(
          ExitCode.CONFIGURATION,
          "%s ends in none of %s: %s".formatted(option, String.join(", ", endings), file));
    }
  }

  private String torchScript() {
    if (torchScript != null) return torchScript.toString();
    String name = model.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path beside = model.resolveSibling(name + ".torchscript");
    return Files.exists(beside) ? beside.toString() : null;
  }

  private List<Comparison> comparisons(Site site, Subject subject) {
    Site shared = site.with(Cores.SHARED);
    List<Comparison> all =
        List.of(
            new Comparison("decode", List.of(), new Decoding(site, subject)),
            new Comparison("bare", List.of(), new BareLoop(site, subject)),
            new Comparison("worker", List.of("bare"), new Saturated(site, subject)),
            new Comparison("overload", List.of("bare", "worker"), new Overload(site, subject)),
            new Comparison("shared", List.of("bare"), new SharedCores(shared, subject)),
            new Comparison("gpu-pace", List.of(), new GpuPace(site, subject)),
            new Comparison("fairness", List.of(), new LoudCamera(shared, subject)),
            new Comparison("broker", List.of(), new BrokerCeiling(site, subject)));
    if (only == null) return all;
    List<String> names = all.stream().map(Comparison::name).toList();
    for (String name : only) {
      int index = names.indexOf(name);
      if (index < 0) {
        throw usage("--only is none of " + String.join(", ", names) + ": " + name);
      }
      for (String needed : all.get(index).needs()) {
        if (!only.contains(needed)) throw usage("--only " + name + " needs " + needed + " too");
      }
    }
    return all.stream().filter(comparison -> only.contains(comparison.name())).toList();
  }

  private static void run(List<Comparison> comparisons, int rounds, Results results)
      throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      results.newRound();
      for (Comparison comparison : comparisons) {
        long start = System.nanoTime();
        String name = comparison.name();
        comparison.measurement().site().enter();
        try {
          comparison.measurement().round(results);
        } catch (IOException | RuntimeException e) { // what the others measured is not lost with it
          results.failed(name, String.valueOf(e.getMessage()));
          System.err.printf("bench: %s failed: %s%n", name, e.getMessage());
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        System.err.printf("bench: round %d of %d, %s: %d s%n", round, rounds, name, seconds);
      }
    }
  }
}
