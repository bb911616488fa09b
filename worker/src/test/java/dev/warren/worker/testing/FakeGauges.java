package dev.warren.worker.testing;

import dev.warren.worker.metrics.Held;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import dev.warren.worker.metrics.WorkerGauges;
import java.time.Duration;
import java.util.function.Supplier;

/** A worker's figures as a test sets them. */
public final class FakeGauges implements WorkerGauges {
  public Held held = Held.NOTHING;
  public int prefetchLimit;
  public boolean consuming;
  public int lanes = 1;
  public long engineBusyNanos;
  public int decoders = 1;
  public long decodeBusyNanos;
  public long sendingNanos;
  public boolean blocked;
  public long pixelBytes;
  public long javaCppBytes;
  public double framesPerSecond = Double.NaN;
  private final Supplier<PipelineLoad> load;

  public FakeGauges() {
    load =
        () ->
            new PipelineLoad(
                new PipelineLoad.Intake(held.frames(), prefetchLimit, QueueReading.NONE),
                decode(),
                engine(),
                publish());
  }

  public FakeGauges(Supplier<PipelineLoad> load) {
    this.load = load;
  }

  @Override
  public Held held() {
    return held;
  }

  @Override
  public int prefetchLimit() {
    return prefetchLimit;
  }

  @Override
  public boolean isConsuming() {
    return consuming;
  }

  @Override
  public double framesPerSecond() {
    return framesPerSecond;
  }

  /** As if its frames took no time but for each other. */
  @Override
  public double cameras(int fps, Duration latency) {
    return Math.floor(framesPerSecond / fps * latency.toMillis() / 1e3);
  }

  @Override
  public PipelineLoad.Decode decode() {
    return new PipelineLoad.Decode(decoders, 0, decodeBusyNanos, 0);
  }

  @Override
  public PipelineLoad.Engine engine() {
    return new PipelineLoad.Engine(lanes, 0, 1, engineBusyNanos, framesPerSecond);
  }

  @Override
  public PipelineLoad.Publish publish() {
    return new PipelineLoad.Publish(0, sendingNanos, blocked);
  }

  @Override
  public long pixelBytes() {
    return pixelBytes;
  }

  @Override
  public long javaCppBytes() {
    return javaCppBytes;
  }

  @Override
  public PipelineLoad load() {
    return load.get();
  }
}
