package dev.warren.worker.testing;

import dev.warren.worker.gpu.GpuMonitor;
import dev.warren.worker.gpu.GpuReading;
import java.util.List;

/** A machine with the GPUs that a test says it has. */
public final class FakeGpus implements GpuMonitor {
  private volatile List<GpuReading> readings;

  public FakeGpus(GpuReading... readings) {
    show(readings);
  }

  public void show(GpuReading... now) {
    readings = List.of(now);
  }

  @Override
  public List<GpuReading> read() {
    return readings;
  }
}
