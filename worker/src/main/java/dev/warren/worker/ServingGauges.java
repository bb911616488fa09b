package dev.warren.worker;

import dev.warren.worker.batch.BatchRunner;
import dev.warren.worker.decode.DecodePool;
import dev.warren.worker.intake.FrameIntake;
import dev.warren.worker.metrics.Held;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.WorkerGauges;
import dev.warren.worker.publish.ResultPublisher;
import dev.warren.worker.schedule.CameraCapacity;
import java.time.Duration;

/** What the stages of one worker say of themselves. */
record ServingGauges(
    FrameIntake intake,
    DecodePool decoding,
    BatchRunner batches,
    ResultPublisher publisher,
    CameraCapacity capacity)
    implements WorkerGauges {
  @Override
  public Held held() {
    return intake.held();
  }

  @Override
  public int prefetchLimit() {
    return intake.prefetchLimit();
  }

  @Override
  public boolean isConsuming() {
    return intake.isConsuming();
  }

  @Override
  public double framesPerSecond() {
    return Math.min(batches.load().framesPerSecond(), decoding.framesPerSecond());
  }

  @Override
  public double cameras(int fps, Duration latency) {
    return capacity.cameras(fps, latency);
  }

  @Override
  public PipelineLoad.Decode decode() {
    return decoding.load();
  }

  @Override
  public PipelineLoad.Engine engine() {
    return batches.load();
  }

  @Override
  public PipelineLoad.Publish publish() {
    return publisher.load();
  }

  @Override
  public long pixelBytes() {
    return decoding.pixelBytes();
  }

  @Override
  public long javaCppBytes() {
    return decoding.javaCppBytes();
  }

  @Override
  public PipelineLoad load() {
    return new PipelineLoad(intake.load(), decode(), engine(), publish());
  }
}
