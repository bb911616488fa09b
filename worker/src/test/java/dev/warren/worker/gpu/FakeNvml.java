package dev.warren.worker.gpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.global.nvml;

/** NVML of a machine with as many GPUs as a test likes, each of which answers as it is told. */
final class FakeNvml implements Nvml {
  final List<FakeDevice> devices = new ArrayList<>();
  int closes;

  FakeDevice add(String name) {
    FakeDevice device = new FakeDevice(name);
    devices.add(device);
    return device;
  }

  static NvmlException failure(int code) {
    return new NvmlException("nvmlSomething", code, "text");
  }

  @Override
  public int deviceCount() {
    return devices.size();
  }

  @Override
  public Device device(int index) throws NvmlException {
    devices.get(index).answer("handle");
    return devices.get(index);
  }

  @Override
  public void close() {
    closes++;
  }

  static final class FakeDevice implements Device {
    private final String name;
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<Integer, FakeDevice> instances = new HashMap<>();
    private Integer lost;
    long throttleBits;
    int calls;

    FakeDevice(String name) {
      this.name = name;
    }

    /** One question is answered with this status. */
    FakeDevice failing(String question, int code) {
      failures.put(question, code);
      return this;
    }

    /** All of them are, or none for null. */
    void lost(Integer code) {
      lost = code;
    }

    FakeDevice divided(int place, FakeDevice instance) {
      instances.put(place, instance);
      return this;
    }

    void answer(String question) throws NvmlException {
      calls++;
      if (lost != null) throw failure(lost);
      if (failures.containsKey(question)) throw failure(failures.get(question));
    }

    @Override
    public String name() throws NvmlException {
      answer("name");
      return name;
    }

    @Override
    public boolean isMigEnabled() throws NvmlException {
      answer("mig");
      return !instances.isEmpty();
    }

    @Override
    public int migPlaces() throws NvmlException {
      answer("places");
      return 7;
    }

    @Override
    public Device migInstance(int place) throws NvmlException {
      answer("instance");
      if (!instances.containsKey(place)) throw failure(nvml.NVML_ERROR_NOT_FOUND);
      return instances.get(place);
    }

    @Override
    public int utilizationPercent() throws NvmlException {
      answer("utilization");
      return 37;
    }

    @Override
    public Memory memory() throws NvmlException {
      answer("memory");
      return new Memory(10L << 30, 80L << 30);
    }

    @Override
    public int powerMilliwatts() throws NvmlException {
      answer("power");
      return 251_500;
    }

    @Override
    public int temperatureCelsius() throws NvmlException {
      answer("temperature");
      return 61;
    }

    @Override
    public int smClockMegahertz() throws NvmlException {
      answer("clock");
      return 1_980;
    }

    @Override
    public long throttleReasons() throws NvmlException {
      answer("throttle");
      return throttleBits;
    }
  }
}
