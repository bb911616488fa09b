package dev.warren.worker.cli;

import dev.warren.cli.ExitCode;
import dev.warren.worker.engine.tensorrt.TensorRt;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.engine.tensorrt.TensorRtPresence;
import dev.warren.worker.engine.tensorrt.TensorRtPresence.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What TensorRT needs, in order, as far as this machine goes. */
final class TensorRtChecks {
  private TensorRtChecks() {}

  /**
   * @param isWanted whether a worker without a GPU is a failure, or goes on with the CPU
   */
  static List<Check> all(TensorRtConfig config, boolean isWanted) {
    return all(TensorRtPresence.of(config.device()), config.planCache(), isWanted);
  }

  static List<Check> all(TensorRtPresence presence, Path planCache, boolean isWanted) {
    if (!isWanted && !presence.seesGpu()) return List.of(skipped(presence));
    List<Check> checks = new ArrayList<>();
    for (Finding finding : presence.findings()) checks.add(check(finding, isWanted));
    if (presence.isUsable() || isWanted) checks.add(plans(planCache, isWanted));
    return checks;
  }

  private static String subject(Finding finding) {
    return switch (finding.part()) {
      case DRIVER -> "driver";
      case DEVICE -> "device";
      case LIBRARIES -> "tensorrt";
      case BUILDER -> "builder";
      case NVML -> "nvml";
    };
  }

  private static Check check(Finding finding, boolean isWanted) {
    String subject = subject(finding);
    if (finding.isPresent()) return Check.ok(subject, finding.text());
    if (!finding.part().isRequired()) return Check.warn(subject, finding.text(), finding.advice());
    if (isWanted) {
      return Check.fail(ExitCode.DEVICE, subject, finding.text(), finding.advice());
    }
    return Check.warn(subject, finding.text(), finding.advice());
  }

  /** Where nobody asks for a GPU and none shows: the driver's library may be there all the same. */
  private static Check skipped(TensorRtPresence presence) {
    Finding missing =
        presence.findings().stream().filter(f -> !f.isPresent()).findFirst().orElseThrow();
    return Check.skip(
        subject(missing),
        missing.text() + "; the CPU is used (--engine tensorrt lists all that a GPU needs)");
  }

  /** Plans are built in minutes, so they are kept. */
  private static Check plans(Path folder, boolean isWanted) {
    String risk = TensorRt.cacheRisk(folder);
    if (risk != null) return Check.warn("plans", risk, "chmod o-w " + folder);
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
    if (Files.isDirectory(there) && Files.isWritable(there)) {
      return Check.ok("plans", "kept in " + folder);
    }
    String finding = String.format(Locale.ROOT, "%s: %s is no writable folder", folder, there);
    String advice = "make it one, or name another for built plans";
    return isWanted
        ? Check.fail(ExitCode.DEVICE, "plans", finding, advice)
        : Check.warn("plans", finding, advice);
  }
}
