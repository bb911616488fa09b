package dev.warren.worker.engine.tensorrt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A machine with all of it, from which a test takes things away. Notes what was touched. */
final class FakeProbe implements GpuProbe {
  static final Gpu.Info L4 = new Gpu.Info(0, "NVIDIA L4", "8.9", "10.6.0", "12.6");

  String platform = "Linux amd64";
  Set<String> libraries =
      Set.of("libcuda.so.1", "libnvinfer_builder_resource.so.10.6.0", "libnvidia-ml.so.1");
  Set<String> classPath = Set.of();
  List<String> deviceFiles = List.of("/dev/nvidia0");
  String cudaProblem;
  DeviceCount devices = new DeviceCount(0, "", 1);
  int driverCuda = 12080;
  String tensorRtProblem;
  Gpu.Info info = L4;

  /** In order. */
  final List<String> touched = new ArrayList<>();

  @Override
  public String platform() {
    return platform;
  }

  @Override
  public boolean hasLibrary(String name) {
    return libraries.contains(name);
  }

  @Override
  public boolean hasFile(String name) {
    return hasLibrary(name) || classPath.contains(name);
  }

  @Override
  public List<String> deviceFiles() {
    return deviceFiles;
  }

  @Override
  public String driver() {
    return null;
  }

  @Override
  public String loadCuda() {
    touched.add("CUDA");
    return cudaProblem;
  }

  @Override
  public DeviceCount countDevices() {
    touched.add("devices");
    return devices;
  }

  @Override
  public int driverCuda() {
    return driverCuda;
  }

  @Override
  public int runtimeCuda() {
    return 12060;
  }

  @Override
  public String loadTensorRt() {
    touched.add("TensorRT");
    return tensorRtProblem;
  }

  @Override
  public Gpu.Info describe(int device) throws GpuException {
    if (info == null) throw new GpuException("cudaGetDeviceProperties: cudaErrorUnknown (999)");
    return info;
  }
}
