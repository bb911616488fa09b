package dev.warren.worker.engine.tensorrt;

import java.util.List;
import java.util.Set;

/** What a look at made-up machines finds, for tests in other packages. */
public final class Presences {
  private Presences() {}

  public static TensorRtPresence complete() {
    return new PresenceCheck(new FakeProbe(), 0).run();
  }

  /** No driver and no GPU. */
  public static TensorRtPresence none() {
    FakeProbe probe = new FakeProbe();
    probe.libraries = Set.of();
    probe.deviceFiles = List.of();
    return new PresenceCheck(probe, 0).run();
  }

  /** The driver's library, as in an image for GPUs, and no GPU. */
  public static TensorRtPresence withoutGpu() {
    FakeProbe probe = new FakeProbe();
    probe.deviceFiles = List.of();
    probe.devices = new GpuProbe.DeviceCount(CudaErrors.NO_DEVICE, "no device", 0);
    return new PresenceCheck(probe, 0).run();
  }

  /** A GPU and its driver, and Warren built without the libraries. */
  public static TensorRtPresence withoutLibraries() {
    FakeProbe probe = new FakeProbe();
    probe.cudaProblem = "no jnicudart on the class path";
    return new PresenceCheck(probe, 0).run();
  }

  /** Fit for plans that are built already, and without metrics of the GPU. */
  public static TensorRtPresence withoutBuilder() {
    FakeProbe probe = new FakeProbe();
    probe.libraries = Set.of("libcuda.so.1");
    return new PresenceCheck(probe, 0).run();
  }
}
