package dev.warren.worker.metrics;

/** What is read from a worker whenever somebody asks, from any thread, also once it is closed. */
public interface WorkerGauges {
  /** Frames taken and not settled. */
  Held held();

  /** Frames that it holds at most. */
  int prefetchLimit();

  /** Whether it has a consumer on its queue. */
  boolean isConsuming();

  /** What its engine was measured to do with all lanes busy. */
  double framesPerSecond();

  /** Decoding alone, without asking anybody. */
  PipelineLoad.Decode decode();

  /** The engine's lanes alone, likewise. */
  PipelineLoad.Engine engine();

  /** Sending replies alone, likewise. */
  PipelineLoad.Publish publish();

  /** What stands where in it; asks the broker for its queue. */
  PipelineLoad load();
}
