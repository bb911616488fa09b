package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.tensorrt.TensorRtPresence.Finding;
import dev.warren.worker.engine.tensorrt.TensorRtPresence.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One look for what TensorRT needs. Where a part is missing that the others must not be touched
 * without, the rest is told from files: then nothing is loaded. Not thread-safe.
 */
final class PresenceCheck {
  static final String GET_LIBRARIES =
      "set WARREN_MAVEN_ARGS=-Pgpu for bin/warren (3 GB from Maven Central), or -Pgpu-host where"
          + " NVIDIA's TensorRT 10, CUDA 13, cuBLAS and cuDNN are installed";

  private final GpuProbe probe;
  private final int device;
  private final List<Finding> findings = new ArrayList<>();
  private Gpu.Info info;

  PresenceCheck(GpuProbe probe, int device) {
    this.probe = probe;
    this.device = device;
  }

  TensorRtPresence run() {
    if (!probe.platform().toLowerCase(Locale.ROOT).equals("linux amd64")) {
      missing(Part.DRIVER, "no TensorRT for " + probe.platform(), "it needs Linux on x86-64");
      return new TensorRtPresence(findings, !probe.deviceFiles().isEmpty(), null);
    }
    boolean hasDevice = findDriver() && findDevice();
    if (hasDevice && findLibraries()) findBuilder();
    else findRestByFiles();
    lookForNvml();
    return new TensorRtPresence(findings, hasDevice || !probe.deviceFiles().isEmpty(), info);
  }

  /** So that nobody learns one by one of what is missing beside the first missing part. */
  private void findRestByFiles() {
    if (lacksFinding(Part.DEVICE)) lookForDevice();
    if (lacksFinding(Part.LIBRARIES)) lookForLibraries();
    lookForBuilder();
  }

  private boolean lacksFinding(Part part) {
    return findings.stream().noneMatch(finding -> finding.part() == part);
  }

  private boolean findDriver() {
    if (!probe.hasLibrary("libcuda.so.1")) {
      return missing(
          Part.DRIVER,
          "no NVIDIA driver: libcuda.so.1 is not found",
          probe.deviceFiles().isEmpty()
              ? "on a machine with an NVIDIA GPU install its driver, or start the container with"
                  + " GPU access (--gpus all)"
              : "a GPU shows at %s: install its driver, or give the container the driver capabilities compute and utility"
                  .formatted(String.join(", ", probe.deviceFiles())));
    }
    return present(Part.DRIVER, probe.driver() == null ? "libcuda.so.1" : probe.driver());
  }

  private boolean findDevice() {
    String problem = probe.loadCuda();
    if (problem != null) return findDeviceWithoutCuda(problem);
    GpuProbe.DeviceCount answer = probe.countDevices();
    if (answer.code() == 0 && device < answer.count()) {
      return present(
          Part.DEVICE,
          "CUDA sees %d, driver for CUDA %s"
              .formatted(answer.count(), cudaVersion(probe.driverCuda())));
    }
    if (answer.code() == 0 && answer.count() > 0) {
      return missing(
          Part.DEVICE,
          "no CUDA device %d: this process sees %d".formatted(device, answer.count()),
          "the first is 0; CUDA_VISIBLE_DEVICES hides some");
    }
    return switch (answer.code()) {
      case 0, CudaErrors.NO_DEVICE ->
          missing(
              Part.DEVICE,
              "no CUDA device",
              "see what nvidia-smi shows; a container needs GPU access (--gpus all), and"
                  + " CUDA_VISIBLE_DEVICES hides what it does not name");
      case CudaErrors.STUB_LIBRARY ->
          missing(
              Part.DEVICE,
              "libcuda.so.1 is a CUDA toolkit's stub, not a driver",
              "take the toolkit's stubs folder out of LD_LIBRARY_PATH");
      case CudaErrors.INSUFFICIENT_DRIVER ->
          missing(
              Part.DEVICE,
              "the NVIDIA driver is too old: it goes up to CUDA %s, the libraries are for %s"
                  .formatted(
                      probe.driverCuda() == 0 ? "?" : cudaVersion(probe.driverCuda()),
                      cudaVersion(probe.runtimeCuda())),
              "install driver 525 or newer for CUDA 12, 580 or newer for CUDA 13");
      case CudaErrors.DRIVER_MISMATCH ->
          missing(
              Part.DEVICE,
              "the driver's library and its kernel module are of different versions",
              "restart the machine to load the updated module");
      default ->
          missing(
              Part.DEVICE, "CUDA does not start: " + answer.text(), "see what nvidia-smi shows");
    };
  }

  /** The libraries come after the device in the order of advice, but the device is asked by one. */
  private boolean findDeviceWithoutCuda(String problem) {
    lookForDevice();
    return missing(Part.LIBRARIES, "CUDA's libraries do not load: " + problem, GET_LIBRARIES);
  }

  private boolean findLibraries() {
    String problem = probe.loadTensorRt();
    if (problem != null) {
      return missing(Part.LIBRARIES, "TensorRT does not load: " + problem, GET_LIBRARIES);
    }
    try {
      info = probe.describe(device);
    } catch (GpuException e) {
      return missing(Part.LIBRARIES, e.getMessage(), "see what nvidia-smi shows");
    }
    return present(
        Part.LIBRARIES,
        "TensorRT %s, CUDA %s, for %s (compute capability %s)"
            .formatted(
                info.tensorRtVersion(), info.cudaVersion(), info.name(), info.computeCapability()));
  }

  private void findBuilder() {
    String all = LibraryNames.builder(info.tensorRtVersion());
    String own =
        LibraryNames.builder(info.tensorRtVersion(), info.computeCapability().replace(".", ""));
    for (String name : List.of(all, own)) {
      if (probe.hasLibrary(name)) {
        present(Part.BUILDER, name);
        return;
      }
    }
    missing(
        Part.BUILDER,
        "neither %s nor %s is found: plans that are built already run, none can be built"
            .formatted(all, own),
        "put its folder into LD_LIBRARY_PATH; glibc 2.41 and newer refuse 10.6's, which wants an"
            + " executable stack: build with profile gpu-host there");
  }

  private void lookForDevice() {
    List<String> files = probe.deviceFiles();
    if (!files.isEmpty()) present(Part.DEVICE, String.join(", ", files));
    else {
      missing(
          Part.DEVICE,
          "no GPU: there is no /dev/nvidia0",
          "a container needs GPU access (--gpus all)");
    }
  }

  private void lookForLibraries() {
    List<String> absent =
        LibraryNames.toRun().stream().filter(name -> !probe.hasFile(name)).toList();
    if (absent.isEmpty()) {
      present(Part.LIBRARIES, "the files of CUDA and TensorRT are there; they are not loaded yet");
    } else {
      missing(Part.LIBRARIES, String.join(", ", absent) + " not found", GET_LIBRARIES);
    }
  }

  private void lookForBuilder() {
    List<String> names = LibraryNames.toBuild();
    names.stream()
        .filter(probe::hasFile)
        .findFirst()
        .ifPresentOrElse(
            name -> present(Part.BUILDER, name),
            () ->
                missing(
                    Part.BUILDER,
                    names.get(0)
                        + " is not found, nor one for a single architecture: plans that are built"
                        + " already run, none can be built",
                    "take the image without -slim; else " + GET_LIBRARIES));
  }

  private void lookForNvml() {
    String name = "libnvidia-ml.so.1";
    if (probe.hasLibrary(name)) present(Part.NVML, name);
    else {
      missing(
          Part.NVML,
          name + " is not found: no metrics of the GPU",
          probe.hasLibrary("libcuda.so.1")
              ? "give the container the driver capability utility"
              : "it comes with the driver");
    }
  }

  private boolean present(Part part, String text) {
    findings.add(new Finding(part, true, text, null));
    return true;
  }

  private boolean missing(Part part, String text, String advice) {
    findings.add(new Finding(part, false, text, advice));
    return false;
  }

  /** 12060 is CUDA 12.6. */
  static String cudaVersion(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }
}
