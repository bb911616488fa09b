package dev.warren.worker.engine.tensorrt;

import java.util.List;

/**
 * What {@link TensorRtPresence} asks of this machine. The order matters: without a device TensorRT
 * ends the whole process when a builder is made, and is not even loaded here.
 */
interface GpuProbe {
  /** Java's names of the operating system and the processor, for example {@code Linux amd64}. */
  String platform();

  /** Whether the loader would find it, or has loaded it. */
  boolean hasLibrary(String name);

  /** Whether it lies on the class path, or {@link #hasLibrary}. */
  boolean hasFile(String name);

  /** The GPUs that show as files, for example {@code /dev/nvidia0}. */
  List<String> deviceFiles();

  /** What the kernel says of its NVIDIA driver, or null. */
  String driver();

  /** Loads the CUDA runtime. Null if it did, else what is in the way. */
  String loadCuda();

  /** Once CUDA is loaded: how many devices this process sees. */
  DeviceCount countDevices();

  /** Newest CUDA that the driver knows, and the one of the runtime; as CUDA numbers them. */
  int driverCuda();

  int runtimeCuda();

  /** Once there is a device: loads TensorRT. Null if it did, else what is in the way. */
  String loadTensorRt();

  /** Once TensorRT is loaded. */
  Gpu.Info describe(int device) throws GpuException;

  /**
   * @param code CUDA's status of the question
   * @param text what CUDA says to that status
   */
  record DeviceCount(int code, String text, int count) {}
}
