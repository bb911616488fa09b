package dev.warren.worker.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.warren.worker.engine.tensorrt.TensorRtPresence;
import java.util.Optional;

/**
 * Whether this machine has a GPU that TensorRT can use: the one place where tests and acceptance
 * ask.
 */
public final class TestGpu {
  private TestGpu() {}

  /** Why TensorRT cannot be used, as one line; empty where it can. */
  public static Optional<String> missing() {
    TensorRtPresence presence = TensorRtPresence.of(0);
    return presence.isUsable() ? Optional.empty() : Optional.of(presence.line());
  }

  /** Skips the calling test, saying so, where there is none. */
  public static void require() {
    missing()
        .ifPresent(
            why -> {
              String reason = "skipped: " + why;
              System.out.println(reason);
              abort(reason);
            });
  }
}
