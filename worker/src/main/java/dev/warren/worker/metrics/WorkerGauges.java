package dev.warren.worker.metrics;

import java.time.Duration;

/** What is read from a worker whenever somebody asks, from any thread, also once it is closed. */
public interface WorkerGauges {
  /** Frames taken and not settled. */
  Held held();

  /** Frames that it holds at most. */
  int prefetchLimit();

  /** Whether it has a consumer on its queue. */
  boolean isConsuming();

  /**
   * What it was measured to do: its engine with all lanes busy, or its decoders, where these do
   * less. NaN while the engine is not measured.
   */
  double framesPerSecond();

  /**
   * How many cameras it can serve.
   *
   * @param fps frames per second of each
   * @param latency from arrival to the confirmed reply, of 99 in 100 frames
   * @return NaN while nothing is measured
   */
  double cameras(int fps, Duration latency);

  /** Decoding alone, without asking anybody. */
  PipelineLoad.Decode decode();

  /** The engine's lanes alone, likewise. */
  PipelineLoad.Engine engine();

  /** Sending replies alone, likewise. */
  PipelineLoad.Publish publish();

  /** Native memory for its decoded images. */
  long pixelBytes();

  /** Native memory of all that JavaCPP has in this process, those images included. */
  long javaCppBytes();

  /** What stands where in it; asks the broker for its queue. */
  PipelineLoad load();
}
