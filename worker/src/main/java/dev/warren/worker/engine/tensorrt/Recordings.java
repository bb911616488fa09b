package dev.warren.worker.engine.tensorrt;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;

/**
 * Keeps questions to the whole device apart from CUDA graphs that are being recorded. That a
 * recording is of its thread alone lets others allocate and load meanwhile, but a question to the
 * device asks after every stream of it, and CUDA forbids to ask after one that records: it fails,
 * and so does the recording, on whichever lane it is. Thread-safe.
 *
 * @see <a
 *     href="https://docs.nvidia.com/cuda/cuda-c-programming-guide/#prohibited-and-unhandled-operations">CUDA
 *     C++ Programming Guide</a>
 */
final class Recordings {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Several may record at a time, each in a stream of its own; ends with {@link #end}. */
  void begin() {
    lock.readLock().lock();
  }

  /** Of the thread that began. */
  void end() {
    lock.readLock().unlock();
  }

  /**
   * Asks, unless something is being recorded.
   *
   * @return the answer, or 0 where it was not asked: a lost device shows at the next call as well
   */
  int ask(IntSupplier question) {
    if (!lock.writeLock().tryLock()) return 0;
    try {
      return question.getAsInt();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
