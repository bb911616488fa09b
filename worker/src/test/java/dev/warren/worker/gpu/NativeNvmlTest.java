package dev.warren.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.warren.worker.testing.Processes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real binding on a driver of our own: {@code nvml.c} is compiled to a {@code
 * libnvidia-ml.so.1}, and a process with the preset's native part asks it. Needs a C compiler, and
 * that part beside the Java part in the local repository, as any build with a GPU profile leaves it
 * there; skipped elsewhere.
 */
class NativeNvmlTest {
  private static final List<String> FIGURES =
      List.of(
          "GpuReading[gpu=0, name=Stand-in 0, utilization=0.37, memoryUsedBytes=1.073741824E10,"
              + " memoryTotalBytes=8.589934592E10, powerWatts=251.5, temperatureCelsius=61.0,"
              + " smClockHertz=1.98E9, throttles=2]",
          "GpuReading[gpu=1, name=Stand-in 1, utilization=0.37, memoryUsedBytes=1.073741824E10,"
              + " memoryTotalBytes=8.589934592E10, powerWatts=NaN, temperatureCelsius=61.0,"
              + " smClockHertz=1.98E9, throttles=null]",
          "GpuReading[gpu=2:1, name=Stand-in MIG 1g.5gb, utilization=NaN,"
              + " memoryUsedBytes=1.073741824E10, memoryTotalBytes=8.589934592E10, powerWatts=NaN,"
              + " temperatureCelsius=NaN, smClockHertz=NaN, throttles=null]",
          "GpuReading[gpu=3, name=Stand-in 3, utilization=NaN, memoryUsedBytes=NaN,"
              + " memoryTotalBytes=NaN, powerWatts=NaN, temperatureCelsius=NaN, smClockHertz=NaN,"
              + " throttles=null]");

  @TempDir Path folder;

  @Test
  void readsWhatTheDriverSays() throws Exception {
    List<String> said = probe(Map.of());
    assertThat(said).containsSubsequence(FIGURES).endsWith("nvmlShutdown", "closed");
    assertThat(said)
        .anyMatch(line -> line.endsWith("nvmlDeviceGetUtilizationRates: 15 GPU is lost"));
  }

  @Test
  void aLibraryWithoutADriverIsNoError() throws Exception {
    assertThat(probe(Map.of("STAND_IN_WITHOUT_DRIVER", "1")))
        .endsWith("closed")
        .noneMatch(line -> line.contains("GpuReading") || line.contains(" WARN "));
  }

  private List<String> probe(Map<String, String> environment) throws Exception {
    String nativePart = nativePart().toString();
    compile("nvml.c", "libnvidia-ml.so.1");
    // The preset loads the CUDA runtime's binding too; it binds lazily and nothing of it is called.
    for (String other : List.of("libcuda.so.1", "libcudart.so.12", "libcudart.so.13")) {
      compile("empty.c", other);
    }
    List<String> options =
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
            "-cp",
            System.getProperty("java.class.path") + File.pathSeparator + nativePart);
    ProcessBuilder builder = Processes.java(options, Probe.class).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    builder.environment().putAll(environment);
    return Processes.run(builder).lines().toList();
  }

  private static Path nativePart() throws Exception {
    String platform = Loader.getPlatform();
    Path java =
        Path.of(nvmlDevice_st.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar =
        java.resolveSibling(
            java.getFileName().toString().replaceFirst("\\.jar$", "-" + platform + ".jar"));
    return Files.exists(jar) ? jar : skip("no " + jar.getFileName() + " beside the Java part");
  }

  private void compile(String source, String library) throws Exception {
    Path file = folder.resolve(source);
    try (InputStream in = NativeNvmlTest.class.getResourceAsStream(source)) {
      Files.write(file, in == null ? new byte[0] : in.readAllBytes());
    }
    List<String> command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-o"));
    command.addAll(List.of(folder.resolve(library).toString(), file.toString()));
    try {
      Processes.run(new ProcessBuilder(command).redirectErrorStream(true));
    } catch (IOException e) {
      skip("no C compiler: " + e.getMessage());
    }
  }

  private static <T> T skip(String reason) {
    System.out.println("skipped: " + reason);
    return abort("skipped: " + reason);
  }

  /** What the process does. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) throws Exception {
      GpuMonitor monitor = Gpus.watch();
      List<GpuReading> readings = monitor.read();
      for (GpuReading reading : readings) {
        String line = reading.toString();
        System.out.println(
            reading.throttles() == null
                ? line
                : line.replaceFirst(
                    "throttles=.*", "throttles=" + reading.throttles().size() + "]"));
      }
      monitor.close();
      System.out.println("closed");
    }
  }
}
