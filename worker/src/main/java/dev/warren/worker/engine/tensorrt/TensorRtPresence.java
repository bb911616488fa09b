package dev.warren.worker.engine.tensorrt;

import java.util.List;
import java.util.Optional;

/**
 * Whether TensorRT can be used here and what is missing, looked for in the order in which it is
 * needed. Looking is safe anywhere: nothing is touched before what it needs is known to be there.
 *
 * @param findings one for each part, in order. Behind the first required one that is missing they
 *     say what files tell, for nothing is loaded then. On a platform without TensorRT it is the
 *     first part alone
 * @param seesGpu whether this machine shows a GPU, usable or not
 * @param info null unless usable
 */
public record TensorRtPresence(List<Finding> findings, boolean seesGpu, Gpu.Info info) {
  public TensorRtPresence {
    findings = List.copyOf(findings);
  }

  /** What is needed, in order. */
  public enum Part {
    /** NVIDIA's driver. */
    DRIVER,
    /** A GPU that CUDA starts on. */
    DEVICE,
    /** CUDA and TensorRT. */
    LIBRARIES,
    /** What a plan is built with; one that is built already runs without. */
    BUILDER,
    /** NVIDIA's management library, for metrics of the GPU. */
    NVML;

    /** Whether nothing runs without it. */
    public boolean isRequired() {
      return this != BUILDER && this != NVML;
    }
  }

  /**
   * @param text what is there, or what is not
   * @param advice what to do about a part that is missing, else null
   */
  public record Finding(Part part, boolean isPresent, String text, String advice) {
    /** For a log or a terminal. */
    public String line() {
      return advice == null ? text : text + "; " + advice;
    }
  }

  /**
   * Looks at this machine. The first look at one that has all of it loads TensorRT: a second, or
   * half a minute where its libraries have to be unpacked first.
   *
   * @param device CUDA's number of the GPU
   */
  public static TensorRtPresence of(int device) {
    return new PresenceCheck(NativeProbe.OF_THIS_MACHINE, device).run();
  }

  /** Whether plans run here. */
  public boolean isUsable() {
    return info != null;
  }

  /** Whether plans can be built here, too. */
  public boolean canBuild() {
    return isUsable() && findings.stream().noneMatch(f -> f.part() == Part.BUILDER && !f.isPresent);
  }

  /** One line: the GPU, or what is missing and what to do about it. */
  public String line() {
    return firstMissing()
        .map(Finding::line)
        .orElseGet(() -> "%s, TensorRT %s".formatted(info.name(), info.tensorRtVersion()));
  }

  /** Why it is not usable: with what to do about it where there is a GPU to be gained. */
  String obstacle() {
    return firstMissing().map(f -> seesGpu ? f.line() : f.text()).orElseThrow();
  }

  private Optional<Finding> firstMissing() {
    return findings.stream().filter(f -> !f.isPresent() && f.part().isRequired()).findFirst();
  }
}
