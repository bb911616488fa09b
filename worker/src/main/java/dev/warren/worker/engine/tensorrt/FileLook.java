package dev.warren.worker.engine.tensorrt;

import static dev.warren.worker.engine.tensorrt.TensorRtPresence.Part.BUILDER;
import static dev.warren.worker.engine.tensorrt.TensorRtPresence.Part.DEVICE;
import static dev.warren.worker.engine.tensorrt.TensorRtPresence.Part.LIBRARIES;
import static dev.warren.worker.engine.tensorrt.TensorRtPresence.Part.NVML;

import dev.warren.worker.engine.tensorrt.TensorRtPresence.Finding;
import java.util.List;

/**
 * What files tell of the parts that TensorRT needs. Nothing is loaded: this is safe where a part is
 * missing that the others must not be touched without.
 */
record FileLook(GpuProbe probe) {
  static final String GET_LIBRARIES =
      "set WARREN_MAVEN_ARGS=-Pgpu for bin/warren (3 GB from Maven Central), or -Pgpu-host where"
          + " NVIDIA's TensorRT 10, CUDA 13, cuBLAS and cuDNN are installed";

  Finding device() {
    List<String> files = probe.deviceFiles();
    return files.isEmpty()
        ? Finding.missing(
            DEVICE, "no GPU: there is no /dev/nvidia0", "a container needs GPU access (--gpus all)")
        : Finding.present(DEVICE, String.join(", ", files));
  }

  Finding libraries() {
    List<String> absent =
        LibraryNames.toRun().stream().filter(name -> !probe.hasFile(name)).toList();
    return absent.isEmpty()
        ? Finding.present(
            LIBRARIES, "the files of CUDA and TensorRT are there; they are not loaded yet")
        : Finding.missing(LIBRARIES, String.join(", ", absent) + " not found", GET_LIBRARIES);
  }

  Finding builder() {
    List<String> names = LibraryNames.toBuild();
    return names.stream()
        .filter(probe::hasFile)
        .findFirst()
        .map(name -> Finding.present(BUILDER, name))
        .orElseGet(
            () ->
                Finding.missing(
                    BUILDER,
                    names.get(0)
                        + " is not found, nor one for a single architecture: plans that are built"
                        + " already run, none can be built",
                    "take the image without -slim; else " + GET_LIBRARIES));
  }

  Finding nvml() {
    return probe.hasLibrary("libnvidia-ml.so.1")
        ? Finding.present(NVML, "libnvidia-ml.so.1")
        : Finding.missing(
            NVML,
            "libnvidia-ml.so.1 is not found: no metrics of the GPU",
            probe.hasLibrary("libcuda.so.1")
                ? "give the container the driver capability utility"
                : "it comes with the driver");
  }
}
