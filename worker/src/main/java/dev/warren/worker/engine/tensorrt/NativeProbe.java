package dev.warren.worker.engine.tensorrt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks this machine, CUDA and TensorRT themselves. Thread-safe. */
final class NativeProbe implements GpuProbe {
  static final NativeProbe OF_THIS_MACHINE = new NativeProbe();

  private static final Logger log = LoggerFactory.getLogger(NativeProbe.class);
  private static final Pattern NOT_FOUND =
      Pattern.compile("(lib[^\\s/:]+): cannot open shared object file");

  static {
    // As in OpenCv: JavaCPP would count the engine's memory against the Java heap.
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
  }

  /** Null while not tried. A class that failed to load says why the first time alone. */
  private String cudaProblem;

  private String tensorRtProblem;

  private NativeProbe() {}

  @Override
  public String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  @Override
  public boolean hasLibrary(String name) {
    return SharedLibraries.ofThisProcess().find(name).isPresent();
  }

  @Override
  public boolean hasFile(String name) {
    ClassLoader classPath = NativeProbe.class.getClassLoader();
    return Stream.of("cuda", "tensorrt")
            .anyMatch(
                preset ->
                    classPath.getResource("org/bytedeco/" + preset + "/linux-x86_64/" + name)
                        != null)
        || hasLibrary(name);
  }

  @Override
  public List<String> deviceFiles() {
    try (Stream<Path> files = Files.list(Path.of("/dev"))) {
      // The second is the GPU of a Windows machine beneath.
      return files
          .map(Path::toString)
          .filter(name -> name.matches("/dev/nvidia\\d+|/dev/dxg"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // no /dev on this system
    }
  }

  @Override
  public String driver() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/driver/nvidia/version"))) {
      return lines.findFirst().map(line -> line.replaceAll("\\s+", " ").strip()).orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public synchronized String loadCuda() {
    if (cudaProblem == null) cudaProblem = load(org.bytedeco.cuda.global.cudart.class);
    return cudaProblem.isEmpty() ? null : cudaProblem;
  }

  @Override
  public synchronized String loadTensorRt() {
    if (tensorRtProblem == null) {
      log.info("loading TensorRT: half a minute where its libraries are unpacked first");
      tensorRtProblem = load(nvinfer.class);
      if (tensorRtProblem.isEmpty()) tensorRtProblem = load(nvonnxparser.class);
    }
    return tensorRtProblem.isEmpty() ? null : tensorRtProblem;
  }

  /** Empty if it did. */
  private static String load(Class<?> binding) {
    try {
      Loader.load(binding);
      Class.forName(binding.getName(), true, binding.getClassLoader());
      return "";
    } catch (LinkageError | RuntimeException | ClassNotFoundException e) {
      log.debug("{} does not load", binding.getName(), e);
      return reason(e);
    }
  }

  /** The library that is missing at the end of the chain, else the first words of its start. */
  static String reason(Throwable failure) {
    String reason = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String text = TensorRtMessages.line(t.getMessage());
      Matcher missing = NOT_FOUND.matcher(text);
      if (missing.find()) return missing.group(1) + " is not found";
      if (reason == null && t.getMessage() != null) reason = text;
    }
    if (reason == null) return failure.toString();
    int path = reason.indexOf(" in java.library.path");
    return path < 0 ? reason : reason.substring(0, path) + " on the class path";
  }

  @Override
  public DeviceCount countDevices() {
    int[] count = new int[1];
    int code = cudart.cudaGetDeviceCount(count);
    return new DeviceCount(code, code == 0 ? "" : CudaErrors.text(code), count[0]);
  }

  @Override
  public int driverCuda() {
    int[] version = new int[1];
    return cudart.cudaDriverGetVersion(version) == 0 ? version[0] : 0;
  }

  @Override
  public int runtimeCuda() {
    int[] version = new int[1];
    return cudart.cudaRuntimeGetVersion(version) == 0 ? version[0] : 0;
  }

  @Override
  public Gpu.Info describe(int device) throws GpuException {
    try (cudaDeviceProp properties = new cudaDeviceProp()) {
      int code = cudart.cudaGetDeviceProperties(properties, device);
      if (code != 0) throw new GpuException("cudaGetDeviceProperties: " + CudaErrors.text(code));
      int version = nvinfer.getInferLibVersion();
      return new Gpu.Info(
          device,
          properties.name().getString(),
          properties.major() + "." + properties.minor(),
          version / 10_000 + "." + version % 10_000 / 100 + "." + version % 100,
          PresenceCheck.cudaVersion(runtimeCuda()));
    }
  }
}
