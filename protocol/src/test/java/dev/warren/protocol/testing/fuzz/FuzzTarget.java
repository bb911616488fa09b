package dev.warren.protocol.testing.fuzz;

import java.util.List;

/**
 * Something that reads bytes from outside. Found by {@link java.util.ServiceLoader}; used by one
 * thread.
 */
public interface FuzzTarget extends AutoCloseable {
  /** What {@link #run} says of bytes that cannot come this far; they do not count as inputs. */
  String NOT_DELIVERED = "not delivered";

  /** One word for the command line. */
  String name();

  /** Inputs as they are meant, to mutate from. Not modified. */
  List<byte[]> seeds();

  /** How many inputs a short run takes: some seconds. */
  default int usualCount() {
    return 20_000;
  }

  /**
   * Reads one input and checks what came of it.
   *
   * @param input not modified
   * @return what became of it, in a few words: every kind of end is counted
   * @throws Exception anything at all: that is a finding
   */
  String run(byte[] input) throws Exception;

  /** Frees native memory, if there is any. */
  @Override
  default void close() {}
}
