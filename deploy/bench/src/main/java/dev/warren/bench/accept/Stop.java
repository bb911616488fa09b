package dev.warren.bench.accept;

import dev.warren.bench.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SIGTERM while a plan is built. TensorRT cannot be interrupted: the process must end under it,
 * soon and with exit code 0.
 */
final class Stop implements Part.Measurement {
  private static final Pattern BUILDS = Pattern.compile("building a plan for");
  private static final Duration UNTIL_BUILDING = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Into the build, past the reading of the model. */
  private static final long MEANWHILE_MS = 3_000;

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    if (!trial.isTensorRt()) {
      findings.notMeasured(trial.engine() + " builds no plans");
      return;
    }
    Optional<LocalBroker> found = LocalBroker.open(trial, findings);
    if (found.isEmpty()) return;
    try (LocalBroker broker = found.get()) {
      for (String meanwhile : List.of("cpu", "wait")) stop(trial, broker, meanwhile, findings);
    }
  }

  private static void stop(Trial trial, LocalBroker broker, String meanwhile, Findings findings)
      throws Exception {
    // Nothing is known there, so that the build takes long enough to be interrupted.
    Path plans = Files.createTempDirectory(trial.folder(), "stop-plans-");
    List<String> arguments = new ArrayList<>(List.of("worker", "--declare", "--http", "off"));
    arguments.addAll(List.of("--amqp", broker.uri(), "--prefix", "stop"));
    arguments.addAll(trial.engineArguments(trial.engine(), plans));
    arguments.addAll(List.of("--while-building", meanwhile));
    try (Child worker = Commands.start("stop-" + meanwhile, trial.folder(), arguments)) {
      worker.awaitLine(BUILDS, UNTIL_BUILDING);
      Thread.sleep(MEANWHILE_MS);
      long start = System.nanoTime();
      findings.figure("stop_%s_exit".formatted(meanwhile), worker.stop(LIMIT));
      findings.figure("stop_%s_s".formatted(meanwhile), (System.nanoTime() - start) / 1e9);
    }
    findings.figure("stop_%s_plans".formatted(meanwhile), PlanFiles.in(plans).size());
  }
}
