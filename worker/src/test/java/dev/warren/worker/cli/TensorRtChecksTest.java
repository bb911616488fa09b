package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.worker.engine.tensorrt.Presences;
import dev.warren.worker.engine.tensorrt.TensorRtPresence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorRtChecksTest {
  @TempDir private Path folder;

  @Test
  void skipsTensorRtOnAMachineWithoutAGpu() {
    assertThat(lines(Presences.none(), false))
        .containsExactly(
            "SKIP  driver       no NVIDIA driver: libcuda.so.1 is not found; the CPU is used"
                + " (--engine tensorrt lists all that a GPU needs)");
    assertThat(lines(Presences.withoutGpu(), false))
        .singleElement()
        .asString()
        .startsWith("SKIP  device       no CUDA device; the CPU is used");
  }

  @Test
  void failsWithoutAGpuWhereTensorRtIsAskedFor() {
    List<Check> checks = TensorRtChecks.all(Presences.none(), folder, true);

    assertThat(checks.get(0).exitCode()).isEqualTo(ExitCode.DEVICE);
    assertThat(checks)
        .extracting(Check::line)
        .satisfiesExactly(
            driver ->
                assertThat(driver)
                    .isEqualTo(
                        "FAIL  driver       no NVIDIA driver: libcuda.so.1 is not found -> on a"
                            + " machine with an NVIDIA GPU install its driver, or start the"
                            + " container with GPU access (--gpus all)"),
            device ->
                assertThat(device)
                    .isEqualTo(
                        "FAIL  device       no GPU: there is no /dev/nvidia0 -> a container needs"
                            + " GPU access (--gpus all)"),
            libraries -> assertThat(libraries).startsWith("FAIL  tensorrt     libjnicudart.so, "),
            builder -> assertThat(builder).startsWith("WARN  builder      libnvinfer_builder_"),
            nvml ->
                assertThat(nvml)
                    .startsWith("WARN  nvml         libnvidia-ml.so.1 is not")
                    .endsWith(" -> it comes with the driver"),
            plans -> assertThat(plans).isEqualTo("OK    plans        kept in " + folder));
  }

  @Test
  void warnsOfAGpuThatIsNotUsed() {
    assertThat(lines(Presences.withoutLibraries(), false))
        .satisfiesExactly(
            driver -> assertThat(driver).startsWith("OK    driver "),
            device -> assertThat(device).isEqualTo("OK    device       /dev/nvidia0"),
            libraries ->
                assertThat(libraries)
                    .startsWith("WARN  tensorrt     CUDA's libraries do not load: no jnicudart")
                    .contains("-> set WARREN_MAVEN_ARGS=-Pgpu"),
            builder -> assertThat(builder).startsWith("OK    builder "),
            nvml -> assertThat(nvml).startsWith("OK    nvml "));
    assertThat(lines(Presences.withoutLibraries(), true).get(2)).startsWith("FAIL  tensorrt ");
  }

  @Test
  void listsAllOfItInOrder() {
    assertThat(lines(Presences.complete(), true))
        .containsExactly(
            "OK    driver       libcuda.so.1",
            "OK    device       CUDA sees 1, driver for CUDA 12.8",
            "OK    tensorrt     TensorRT 10.6.0, CUDA 12.6, for NVIDIA L4 (compute capability 8.9)",
            "OK    builder      libnvinfer_builder_resource.so.10.6.0",
            "OK    nvml         libnvidia-ml.so.1",
            "OK    plans        kept in " + folder);
  }

  @Test
  void onlyWarnsOfWhatAWorkerWithBuiltPlansDoesWithout() {
    assertThat(lines(Presences.withoutBuilder(), true))
        .anySatisfy(line -> assertThat(line).startsWith("WARN  builder "))
        .anySatisfy(line -> assertThat(line).startsWith("WARN  nvml "))
        .noneSatisfy(line -> assertThat(line).startsWith("FAIL"));
  }

  @Test
  void wantsAFolderForPlansThatCanBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("a file"), "");

    assertThat(TensorRtChecks.all(Presences.complete(), folder.resolve("new/one"), true))
        .last()
        .extracting(Check::line)
        .isEqualTo("OK    plans        kept in " + folder.resolve("new/one"));
    assertThat(TensorRtChecks.all(Presences.complete(), file.resolve("x"), true))
        .last()
        .extracting(Check::line)
        .isEqualTo(
            "FAIL  plans        %s: %s is no writable folder -> make it one, or name another for"
                    .formatted(file.resolve("x"), file)
                + " built plans");
  }

  @Test
  void warnsOfAFolderForPlansThatEverybodyMayWriteTo() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(lines(Presences.complete(), true))
        .last()
        .asString()
        .startsWith("WARN  plans        " + folder + " is writable by every user")
        .endsWith("-> chmod o-w " + folder);
  }

  private List<String> lines(TensorRtPresence presence, boolean isWanted) {
    return TensorRtChecks.all(presence, folder, isWanted).stream().map(Check::line).toList();
  }
}
