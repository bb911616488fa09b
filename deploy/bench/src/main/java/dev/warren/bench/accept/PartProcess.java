package dev.warren.bench.accept;

import dev.warren.bench.BenchException;
import dev.warren.bench.Child;
import dev.warren.worker.engine.DeviceException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a part in a process of its own: both ends of that. */
final class PartProcess {
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private PartProcess() {}

  /** From outside. Never throws because of what happens in there. */
  static PartResult run(Part part, Trial trial, List<String> arguments)
      throws InterruptedException {
    long start = System.nanoTime();
    try {
      Path result = Files.createTempFile(trial.folder(), part.name() + "-", ".json");
      Files.delete(result);
      List<String> all = new ArrayList<>(List.of("gpu-accept"));
      all.addAll(arguments);
      all.addAll(List.of("--part", part.name(), "--result", result.toString()));
      try (Child child = Commands.start(part.name(), trial.folder(), part.jvmOptions(), all)) {
        child.awaitEnd(LIMIT.plus(trial.soak()));
        if (!Files.exists(result)) throw new BenchException("left no result");
      }
      return Acceptance.JSON.readValue(result.toFile(), PartResult.class);
    } catch (IOException | BenchException e) {
      // The end of the log is in the message; the first line says what happened.
      System.err.println("gpu-accept: " + part.name() + ": " + e.getMessage());
      return PartResult.failed(part.name(), firstLine(e), seconds(start));
    }
  }

  /**
   * From inside: whatever the part throws becomes its result.
   *
   * @param log gets the whole of it
   */
  static PartResult inside(Part part, Trial trial, PrintStream log) {
    Findings findings = new Findings();
    long start = System.nanoTime();
    try {
      part.measurement().measure(trial, findings);
      return findings.result(part.name(), seconds(start));
    } catch (Exception | LinkageError | OutOfMemoryError | AssertionError e) {
      if (e instanceof InterruptedException) Thread.currentThread().interrupt();
      e.printStackTrace(log);
      boolean device = e instanceof DeviceException;
      PartResult.State state = device ? PartResult.State.NO_GPU : PartResult.State.FAILED;
      return findings.failed(part.name(), state, firstLine(e), seconds(start));
    }
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean ours = e instanceof BenchException || e instanceof DeviceException;
    return ours ? message : e.getClass().getSimpleName() + ": " + message;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
