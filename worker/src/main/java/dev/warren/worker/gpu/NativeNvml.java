package dev.warren.worker.gpu;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.bytedeco.cuda.global.nvml;
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
    check("nvmlInit", nvml.nvmlInit_v2());
    return new NativeNvml();
  }

  /** The one way by which every status passes. */
  private static void check(String call, int status) throws NvmlException {
    if (status == nvml.NVML_SUCCESS) return;
    throw new NvmlException(call, status, nvml.nvmlErrorString(status).getString());
  }

  private static int number(String call, ToIntFunction<int[]> question) throws NvmlException {
    int[] answer = new int[1];
    check(call, question.applyAsInt(answer));
    return answer[0];
  }

  @Override
  public int deviceCount() throws NvmlException {
    return number("nvmlDeviceGetCount", count -> nvml.nvmlDeviceGetCount_v2(count));
  }

  @Override
  public Nvml.Device device(int index) throws NvmlException {
    nvmlDevice_st handle = new nvmlDevice_st();
    check("nvmlDeviceGetHandleByIndex", nvml.nvmlDeviceGetHandleByIndex_v2(index, handle));
    return new Device(handle);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) nvml.nvmlShutdown();
  }

  /** NVML owns what the handle stands for: there is nothing to free. */
  private record Device(nvmlDevice_st handle) implements Nvml.Device {
    @Override
    public String name() throws NvmlException {
      byte[] name = new byte[nvml.NVML_DEVICE_NAME_V2_BUFFER_SIZE];
      check("nvmlDeviceGetName", nvml.nvmlDeviceGetName(handle, name, name.length));
      int length = 0;
      while (length < name.length && name[length] != 0) length++;
      return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isMigEnabled() throws NvmlException {
      int[] current = new int[1];
      int[] pending = new int[1];
      check("nvmlDeviceGetMigMode", nvml.nvmlDeviceGetMigMode(handle, current, pending));
      return current[0] == nvml.NVML_DEVICE_MIG_ENABLE;
    }

    @Override
    public int migPlaces() throws NvmlException {
      return number(
          "nvmlDeviceGetMaxMigDeviceCount",
          count -> nvml.nvmlDeviceGetMaxMigDeviceCount(handle, count));
    }

    @Override
    public Nvml.Device migInstance(int place) throws NvmlException {
      nvmlDevice_st instance = new nvmlDevice_st();
      check(
          "nvmlDeviceGetMigDeviceHandleByIndex",
          nvml.nvmlDeviceGetMigDeviceHandleByIndex(handle, place, instance));
      return new Device(instance);
    }

    @Override
    public int utilizationPercent() throws NvmlException {
      try (nvmlUtilization_t rates = new nvmlUtilization_t()) {
        check("nvmlDeviceGetUtilizationRates", nvml.nvmlDeviceGetUtilizationRates(handle, rates));
        return rates.gpu();
      }
    }

    @Override
    public Memory memory() throws NvmlException {
      try (nvmlMemory_t memory = new nvmlMemory_t()) {
        check("nvmlDeviceGetMemoryInfo", nvml.nvmlDeviceGetMemoryInfo(handle, memory));
        return new Memory(memory.used(), memory.total());
      }
    }

    @Override
    public int powerMilliwatts() throws NvmlException {
      return number(
          "nvmlDeviceGetPowerUsage", power -> nvml.nvmlDeviceGetPowerUsage(handle, power));
    }

    @Override
    @SuppressWarnings("deprecation") // its successors are newer than many drivers
    public int temperatureCelsius() throws NvmlException {
      return number(
          "nvmlDeviceGetTemperature",
          degrees -> nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU, degrees));
    }

    @Override
    public int smClockMegahertz() throws NvmlException {
      return number(
          "nvmlDeviceGetClockInfo",
          clock -> nvml.nvmlDeviceGetClockInfo(handle, nvml.NVML_CLOCK_SM, clock));
    }

    @Override
    @SuppressWarnings("deprecation") // its successors are newer than many drivers
    public long throttleReasons() throws NvmlException {
      long[] reasons = new long[1];
      check(
          "nvmlDeviceGetCurrentClocksThrottleReasons",
          nvml.nvmlDeviceGetCurrentClocksThrottleReasons(handle, reasons));
      return reasons[0];
    }
  }
}
