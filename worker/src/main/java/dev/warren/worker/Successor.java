package dev.warren.worker;

import dev.warren.worker.engine.Engine;
import java.io.IOException;

/** A worker to come, in two steps: of these a stop waits for the second alone. */
public interface Successor {
  /** Gets the engine ready, with no broker involved; may take minutes. */
  Engine build();

  /**
   * Starts the worker, which then owns the engine; takes seconds.
   *
   * @param engine closed by the caller when this fails
   */
  Worker start(Engine engine) throws IOException;
}
