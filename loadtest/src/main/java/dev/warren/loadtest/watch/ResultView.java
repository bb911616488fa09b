package dev.warren.loadtest.watch;

import dev.warren.protocol.ReceivedResult;

/** Shows results in one form. Used by one thread. */
interface ResultView extends AutoCloseable {
  /**
   * @param receivedAtMs epoch milliseconds
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void show(ReceivedResult received, long receivedAtMs);

  /** Writes what is held back. */
  @Override
  void close();
}
