package dev.warren.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.bytedeco.cuda.global.nvml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvmlMonitorTest {
  private static final double NONE = Double.NaN;

  private final FakeNvml library = new FakeNvml();

  private static GpuReading full(String gpu, String name) {
    return new GpuReading(gpu, name, 0.37, 10L << 30, 80L << 30, 251.5, 61, 1.98e9, Set.of());
  }

  @Test
  void givesEveryFigureInBaseUnits() throws Exception {
    library.add("NVIDIA H100").throttleBits = 0x4 | 0x40;
    library.add("NVIDIA L4");
    assertThat(NvmlMonitor.open(library).read())
        .containsExactly(
            new GpuReading(
                "0",
                "NVIDIA H100",
                0.37,
                10L << 30,
                80L << 30,
                251.5,
                61,
                1.98e9,
                Set.of(ThrottleReason.SW_POWER_CAP, ThrottleReason.HW_THERMAL_SLOWDOWN)),
            full("1", "NVIDIA L4"));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        nvml.NVML_ERROR_NOT_SUPPORTED,
        nvml.NVML_ERROR_NO_PERMISSION,
        nvml.NVML_ERROR_FUNCTION_NOT_FOUND
      })
  void whatADriverDoesNotGiveIsAbsentAndTheRestIsThere(int code) throws Exception {
    library.add("A").failing("power", code).failing("throttle", code).failing("mig", code);
    library.add("B").failing("utilization", code).failing("memory", code);
    assertThat(NvmlMonitor.open(library).read())
        .containsExactly(
            new GpuReading("0", "A", 0.37, 10L << 30, 80L << 30, NONE, 61, 1.98e9, null),
            new GpuReading("1", "B", NONE, NONE, NONE, 251.5, 61, 1.98e9, Set.of()));
  }

  @Test
  void ofADividedGpuOnlyTheMemoryOfItsInstancesIsAskedFor() throws Exception {
    FakeNvml.FakeDevice first = new FakeNvml.FakeDevice("MIG 1g.5gb");
    FakeNvml.FakeDevice second = new FakeNvml.FakeDevice("MIG 2g.10gb");
    library.add("NVIDIA A100").divided(1, first).divided(4, second);
    NvmlMonitor monitor = NvmlMonitor.open(library);
    int asked = first.calls;
    assertThat(monitor.read())
        .containsExactly(
            new GpuReading("0:1", "MIG 1g.5gb", NONE, 10L << 30, 80L << 30, NONE, NONE, NONE, null),
            new GpuReading(
                "0:4", "MIG 2g.10gb", NONE, 10L << 30, 80L << 30, NONE, NONE, NONE, null));
    assertThat(first.calls).isEqualTo(asked + 1);
  }

  @Test
  void aLostGpuFallsSilentAloneAndMayComeBack() throws Exception {
    FakeNvml.FakeDevice lost = library.add("A");
    library.add("B");
    NvmlMonitor monitor = NvmlMonitor.open(library);
    lost.lost(nvml.NVML_ERROR_GPU_IS_LOST);
    int asked = lost.calls;
    List<GpuReading> readings = monitor.read();
    assertThat(readings).containsExactly(GpuReading.silent("0", "A"), full("1", "B"));
    // A driver in trouble answers slowly: one question is enough.
    assertThat(lost.calls).isEqualTo(asked + 1);
    lost.lost(null);
    assertThat(monitor.read()).containsExactly(full("0", "A"), full("1", "B"));
  }

  @Test
  void aGpuThatIsLostAtTheStartIsLeftOut() throws Exception {
    library.add("A").lost(nvml.NVML_ERROR_GPU_IS_LOST);
    library.add("B");
    assertThat(NvmlMonitor.open(library).read()).containsExactly(full("1", "B"));
  }

  @Test
  void asksNothingOnceClosed() throws Exception {
    FakeNvml.FakeDevice device = library.add("A");
    NvmlMonitor monitor = NvmlMonitor.open(library);
    monitor.close();
    int asked = device.calls;
    assertThat(monitor.read()).containsExactly(GpuReading.silent("0", "A"));
    assertThat(device.calls).isEqualTo(asked);
    assertThat(library.closes).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(ThrottleReason.class)
  @SuppressWarnings("deprecation")
  void theBitsAreThoseOfTheLibrary(ThrottleReason reason) {
    long bit =
        switch (reason) {
          case APPLICATIONS_CLOCKS_SETTING ->
              nvml.nvmlClocksThrottleReasonApplicationsClocksSetting;
          case SW_POWER_CAP -> nvml.nvmlClocksEventReasonSwPowerCap;
          case HW_SLOWDOWN -> nvml.nvmlClocksThrottleReasonHwSlowdown;
          case SYNC_BOOST -> nvml.nvmlClocksEventReasonSyncBoost;
          case SW_THERMAL_SLOWDOWN -> nvml.nvmlClocksEventReasonSwThermalSlowdown;
          case HW_THERMAL_SLOWDOWN -> nvml.nvmlClocksThrottleReasonHwThermalSlowdown;
          case HW_POWER_BRAKE_SLOWDOWN -> nvml.nvmlClocksThrottleReasonHwPowerBrakeSlowdown;
          case DISPLAY_CLOCK_SETTING -> nvml.nvmlClocksEventReasonDisplayClockSetting;
        };
    assertThat(ThrottleReason.of(bit | nvml.nvmlClocksEventReasonGpuIdle)).containsExactly(reason);
  }
}
