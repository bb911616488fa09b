package dev.warren.worker.gpu;

import static org.bytedeco.cuda.global.nvml.NVML_CLOCK_SM;
import static org.bytedeco.cuda.global.nvml.NVML_DEVICE_MIG_ENABLE;
import static org.bytedeco.cuda.global.nvml.NVML_DEVICE_NAME_V2_BUFFER_SIZE;
import static org.bytedeco.cuda.global.nvml.NVML_SUCCESS;
import static org.bytedeco.cuda.global.nvml.NVML_TEMPERATURE_GPU;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetClockInfo;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetCount_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetCurrentClocksThrottleReasons;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetHandleByIndex_v2;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMaxMigDeviceCount;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMemoryInfo;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMigDeviceHandleByIndex;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetMigMode;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetName;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetPowerUsage;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetTemperature;
import static org.bytedeco.cuda.global.nvml.nvmlDeviceGetUtilizationRates;
import static org.bytedeco.cuda.global.nvml.nvmlErrorString;
import static org.bytedeco.cuda.global.nvml.nvmlInit_v2;
import static org.bytedeco.cuda.global.nvml.nvmlShutdown;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.cuda.nvml.nvmlDevice_st;
import org.bytedeco.cuda.nvml.nvmlMemory_t;
import org.bytedeco.cuda.nvml.nvmlUtilization_t;
import org.bytedeco.javacpp.Loader;

/**
 * NVML by its JavaCPP preset. Of every figure it calls the oldest function that gives it: the
 * functions of a driver are bound when they are first called, and one that the driver lacks ends
 * the process.
 */
final class NativeNvml implements Nvml {
  private final AtomicBoolean closed = new AtomicBoolean();

  private NativeNvml() {}

  /**
   * Looks whether the preset's native part is on the class path. JavaCPP would find that out too,
   * but first complain on standard error about versions that nobody here depends on.
   *
   * @throws LinkageError where it is not
   */
  static void requireBinding() {
    String library = "/org/bytedeco/cuda/%s/libjninvml.so".formatted(Loader.getPlatform());
    if (NativeNvml.class.getResource(library) == null) {
      throw new UnsatisfiedLinkError("no " + library + " on the class path: not a GPU build");
    }
  }

  /**
   * @throws LinkageError without the driver's library, or without the preset's native part
   * @throws NvmlException when the driver does not work
   */
  static NativeNvml open() throws NvmlException {
    check("nvmlInit", nvmlInit_v2());
    return new NativeNvml();
  }

  /** The one way by which every status passes. */
  private static void check(String call, int status) throws NvmlException {
    if (status == NVML_SUCCESS) return;
    throw new NvmlException(call, status, nvmlErrorString(status).getString());
  }

  @Override
  public int deviceCount() throws NvmlException {
    int[] count = new int[1];
    check("nvmlDeviceGetCount", nvmlDeviceGetCount_v2(count));
    return count[0];
  }

  @Override
  public Nvml.Device device(int index) throws NvmlException {
    nvmlDevice_st handle = new nvmlDevice_st();
    check("nvmlDeviceGetHandleByIndex", nvmlDeviceGetHandleByIndex_v2(index, handle));
    return new Device(handle);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) nvmlShutdown();
  }

  /** NVML owns what the handle stands for: there is nothing to free. */
  private record Device(nvmlDevice_st handle) implements Nvml.Device {
    @Override
    public String name() throws NvmlException {
      byte[] name = new byte[NVML_DEVICE_NAME_V2_BUFFER_SIZE];
      check("nvmlDeviceGetName", nvmlDeviceGetName(handle, name, name.length));
      int length = 0;
      while (length < name.length && name[length] != 0) length++;
      return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isMigEnabled() throws NvmlException {
      int[] current = new int[1];
      int[] pending = new int[1];
      check("nvmlDeviceGetMigMode", nvmlDeviceGetMigMode(handle, current, pending));
      return current[0] == NVML_DEVICE_MIG_ENABLE;
    }

    @Override
    public int migPlaces() throws NvmlException {
      int[] count = new int[1];
      check("nvmlDeviceGetMaxMigDeviceCount", nvmlDeviceGetMaxMigDeviceCount(handle, count));
      return count[0];
    }

    @Override
    public Nvml.Device migInstance(int place) throws NvmlException {
      nvmlDevice_st instance = new nvmlDevice_st();
      check(
          "nvmlDeviceGetMigDeviceHandleByIndex",
          nvmlDeviceGetMigDeviceHandleByIndex(handle, place, instance));
      return new Device(instance);
    }

    @Override
    public int utilizationPercent() throws NvmlException {
      try (nvmlUtilization_t rates = new nvmlUtilization_t()) {
        check("nvmlDeviceGetUtilizationRates", nvmlDeviceGetUtilizationRates(handle, rates));
        return rates.gpu();
      }
    }

    @Override
    public Memory memory() throws NvmlException {
      try (nvmlMemory_t memory = new nvmlMemory_t()) {
        check("nvmlDeviceGetMemoryInfo", nvmlDeviceGetMemoryInfo(handle, memory));
        return new Memory(memory.used(), memory.total());
      }
    }

    @Override
    public int powerMilliwatts() throws NvmlException {
      int[] power = new int[1];
      check("nvmlDeviceGetPowerUsage", nvmlDeviceGetPowerUsage(handle, power));
      return power[0];
    }

    @Override
    @SuppressWarnings("deprecation") // its successors are newer than many drivers
    public int temperatureCelsius() throws NvmlException {
      int[] degrees = new int[1];
      check(
          "nvmlDeviceGetTemperature",
          nvmlDeviceGetTemperature(handle, NVML_TEMPERATURE_GPU, degrees));
      return degrees[0];
    }

    @Override
    public int smClockMegahertz() throws NvmlException {
      int[] clock = new int[1];
      check("nvmlDeviceGetClockInfo", nvmlDeviceGetClockInfo(handle, NVML_CLOCK_SM, clock));
      return clock[0];
    }

    @Override
    @SuppressWarnings("deprecation") // its successors are newer than many drivers
    public long throttleReasons() throws NvmlException {
      long[] reasons = new long[1];
      check(
          "nvmlDeviceGetCurrentClocksThrottleReasons",
          nvmlDeviceGetCurrentClocksThrottleReasons(handle, reasons));
      return reasons[0];
    }
  }
}
