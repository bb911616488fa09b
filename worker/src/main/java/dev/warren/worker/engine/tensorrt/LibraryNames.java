package dev.warren.worker.engine.tensorrt;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.global.nvinfer;

/**
 * The files of the versions that Warren was compiled for. All numbers here are constants that the
 * compiler copies: naming the classes loads neither them nor a native library.
 */
final class LibraryNames {
  private static final String VERSION =
      nvinfer.NV_TENSORRT_MAJOR + "." + nvinfer.NV_TENSORRT_MINOR + "." + nvinfer.NV_TENSORRT_PATCH;

  /** From Turing on; each as TensorRT writes it in a file's name. */
  private static final List<String> ARCHITECTURES =
      List.of("75", "80", "86", "89", "90", "100", "120");

  private LibraryNames() {}

  /** What a plan runs with: Warren's way into CUDA and TensorRT, then these themselves. */
  static List<String> toRun() {
    return List.of(
        "libjnicudart.so",
        "libjninvinfer.so",
        "libjninvonnxparser.so",
        "libcudart.so." + cudart.CUDART_VERSION / 1000,
        "libnvinfer.so." + nvinfer.NV_TENSORRT_MAJOR,
        "libnvinfer_plugin.so." + nvinfer.NV_TENSORRT_MAJOR,
        "libnvonnxparser.so." + nvinfer.NV_TENSORRT_MAJOR);
  }

  /** Of these one will do to build plans, if it is of the GPU's architecture. */
  static List<String> toBuild() {
    return Stream.concat(
            Stream.of(builder(VERSION)), ARCHITECTURES.stream().map(sm -> builder(VERSION, sm)))
        .toList();
  }

  /** 10.6 has the kernels of all architectures in one file. */
  static String builder(String version) {
    return "libnvinfer_builder_resource.so." + version;
  }

  /** 10.15 has a file for each architecture, for example {@code 89}. */
  static String builder(String version, String architecture) {
    return "libnvinfer_builder_resource_sm" + architecture + ".so." + version;
  }
}
