package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.tensorrt.TensorRtPresence.Finding;
import dev.warren.worker.engine.tensorrt.TensorRtPresence.Part;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceCheckTest {
  private final FakeProbe probe = new FakeProbe();

  @Test
  void findsAllOfItInTheOrderOfNeed() {
    TensorRtPresence found = look();

    assertThat(found.findings()).extracting(Finding::part).containsExactly(Part.values());
    assertThat(found.findings()).allMatch(Finding::isPresent);
    assertThat(found.isUsable()).isTrue();
    assertThat(found.canBuild()).isTrue();
    assertThat(found.line()).isEqualTo("NVIDIA L4, TensorRT 10.6.0");
    assertThat(probe.touched).containsExactly("CUDA", "devices", "TensorRT");
  }

  @Test
  void touchesNoLibraryWithoutADriver() {
    probe.libraries = Set.of();
    probe.deviceFiles = List.of();

    assertThat(look().line())
        .isEqualTo(
            "no NVIDIA driver: libcuda.so.1 is not found; on a machine with an NVIDIA GPU install"
                + " its driver, or start the container with GPU access (--gpus all)");
    assertThat(look().obstacle()).isEqualTo("no NVIDIA driver: libcuda.so.1 is not found");
    assertThat(look().seesGpu()).isFalse();
    assertThat(probe.touched).isEmpty();
  }

  @Test
  void knowsAContainerThatHasTheGpuWithoutItsDriver() {
    probe.libraries = Set.of();

    assertThat(look().line())
        .contains("a GPU shows at /dev/nvidia0", "driver capabilities compute and utility");
    assertThat(look().obstacle()).isEqualTo(look().line());
    assertThat(look().seesGpu()).isTrue();
  }

  @Test
  void looksForNothingOnAnotherPlatform() {
    probe.platform = "Mac OS X aarch64";

    assertThat(look().line())
        .isEqualTo("no TensorRT for Mac OS X aarch64; it needs Linux on x86-64");
    assertThat(probe.touched).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0   | no CUDA device; see what nvidia-smi shows",
        "100 | no CUDA device; see what nvidia-smi shows",
        "34  | libcuda.so.1 is a CUDA toolkit's stub, not a driver; take the toolkit's stubs folder"
            + " out",
        "35  | the NVIDIA driver is too old: it goes up to CUDA 11.4, the libraries are for 12.6;"
            + " install driver 525",
        "803 | the driver's library and its kernel module are of different versions; restart",
        "999 | CUDA does not start: cudaErrorUnknown (999): unknown error; see what",
      })
  void neverLoadsTensorRtWithoutADevice(int code, String line) {
    probe.devices = new GpuProbe.DeviceCount(code, "cudaErrorUnknown (999): unknown error", 0);
    probe.driverCuda = 11040;

    assertThat(look().line()).startsWith(line);
    assertThat(look().isUsable()).isFalse();
    assertThat(probe.touched).doesNotContain("TensorRT");
  }

  @Test
  void saysHowManyDevicesThereAre() {
    probe.devices = new GpuProbe.DeviceCount(0, "", 2);

    assertThat(new PresenceCheck(probe, 1).run().isUsable()).isTrue();
    assertThat(new PresenceCheck(probe, 2).run().line())
        .startsWith("no CUDA device 2: this process sees 2; the first is 0");
  }

  @Test
  void saysHowToGetTheLibrariesWhereThereIsAGpu() {
    probe.cudaProblem = "no jnicudart on the class path";

    TensorRtPresence found = look();

    assertThat(found.findings()).extracting(Finding::part).containsExactly(Part.values());
    assertThat(found.findings())
        .filteredOn(f -> !f.isPresent())
        .extracting(Finding::part)
        .containsExactly(Part.LIBRARIES);
    assertThat(found.line())
        .startsWith("CUDA's libraries do not load: no jnicudart on the class path; set")
        .contains("WARREN_MAVEN_ARGS=-Pgpu ", "-Pgpu-host");
  }

  @Test
  void doesNotAskForLibrariesWhereThereIsNoGpu() {
    probe.cudaProblem = "no jnicudart on the class path";
    probe.deviceFiles = List.of();

    assertThat(look().line()).startsWith("no GPU: there is no /dev/nvidia0");
  }

  /** On a machine that lacks everything, one look says so. */
  @Test
  void listsAllThatIsMissingByFilesAlone() {
    probe.libraries = Set.of();
    probe.deviceFiles = List.of();

    List<Finding> missing = look().findings();

    assertThat(missing).extracting(Finding::part).containsExactly(Part.values());
    assertThat(missing).noneMatch(Finding::isPresent);
    assertThat(missing.get(1).line()).startsWith("no GPU: there is no /dev/nvidia0; a container");
    assertThat(missing.get(2).text())
        .matches(
            "libjnicudart.so, libjninvinfer.so, libjninvonnxparser.so, libcudart.so.1[23],"
                + " libnvinfer.so.10, libnvinfer_plugin.so.10, libnvonnxparser.so.10 not found");
    assertThat(missing.get(2).advice()).contains("WARREN_MAVEN_ARGS=-Pgpu ");
    assertThat(missing.get(3).text())
        .startsWith("libnvinfer_builder_resource.so.10.")
        .contains("is not found, nor one for a single architecture")
        .endsWith("none can be built");
    assertThat(missing.get(4).text()).startsWith("libnvidia-ml.so.1 is not found");
    assertThat(look().isUsable()).isFalse();
    assertThat(look().canBuild()).isFalse();
    assertThat(probe.touched).isEmpty();
  }

  @Test
  void namesOnlyTheFilesThatAreNotThere() {
    probe.libraries = Set.of("libnvinfer.so.10", "libnvonnxparser.so.10");
    probe.classPath = Set.copyOf(LibraryNames.toRun().subList(0, 4));

    assertThat(look().findings().get(2).text()).isEqualTo("libnvinfer_plugin.so.10 not found");
  }

  @Test
  void findsTheFilesOfALibraryThatItMayNotLoad() {
    probe.devices = new GpuProbe.DeviceCount(100, "cudaErrorNoDevice (100)", 0);
    probe.libraries = Set.of("libcuda.so.1");
    probe.classPath =
        Stream.concat(
                LibraryNames.toRun().stream(),
                Stream.of(LibraryNames.toBuild().get(LibraryNames.toBuild().size() - 1)))
            .collect(Collectors.toSet());

    TensorRtPresence found = look();

    assertThat(found.findings())
        .filteredOn(Finding::isPresent)
        .extracting(Finding::part)
        .containsExactly(Part.DRIVER, Part.LIBRARIES, Part.BUILDER);
    assertThat(found.isUsable()).isFalse();
    assertThat(found.canBuild()).isFalse();
    assertThat(probe.touched).containsExactly("CUDA", "devices");
  }

  @Test
  void namesTheLibraryThatTensorRtLacks() {
    probe.tensorRtProblem = "libcublas.so.13 is not found";

    assertThat(look().line())
        .startsWith("TensorRT does not load: libcublas.so.13 is not found; set");
    assertThat(look().isUsable()).isFalse();
  }

  @Test
  void takesABuilderForThisArchitectureAlone() {
    probe.info = new Gpu.Info(0, "NVIDIA L4", "8.9", "10.15.1", "13.1");
    probe.libraries = Set.of("libcuda.so.1", "libnvinfer_builder_resource_sm90.so.10.15.1");

    assertThat(look().canBuild()).isFalse();
    assertThat(look().isUsable()).isTrue();
    assertThat(look().findings().get(3).text())
        .contains(
            "neither libnvinfer_builder_resource.so.10.15.1 nor"
                + " libnvinfer_builder_resource_sm89.so.10.15.1 is found");

    probe.libraries = Set.of("libcuda.so.1", "libnvinfer_builder_resource_sm89.so.10.15.1");
    assertThat(look().canBuild()).isTrue();
  }

  @Test
  void goesOnWithoutMetricsOfTheGpu() {
    probe.libraries = Set.of("libcuda.so.1", "libnvinfer_builder_resource.so.10.6.0");

    assertThat(look().canBuild()).isTrue();
    assertThat(look().findings().get(4).line())
        .startsWith("libnvidia-ml.so.1 is not found")
        .endsWith("; give the container the driver capability utility");
  }

  @Test
  void isNotUsableWhereTheDeviceDoesNotAnswer() {
    probe.info = null;

    assertThat(look().isUsable()).isFalse();
    assertThat(look().line()).startsWith("cudaGetDeviceProperties: cudaErrorUnknown (999)");
  }

  private TensorRtPresence look() {
    return new PresenceCheck(probe, 0).run();
  }
}
