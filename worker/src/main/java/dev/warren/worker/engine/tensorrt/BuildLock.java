package dev.warren.worker.engine.tensorrt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the other processes of this machine from building the same plan, until its close. */
final class BuildLock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BuildLock.class);

  /** Where there are no locks, as in some network file systems. */
  static final BuildLock NONE = new BuildLock(() -> {});

  private final Closeable held;

  BuildLock(Closeable held) {
    this.held = held;
  }

  /**
   * Waits until the lock is ours.
   *
   * @param file whose lock it is; made if need be, and left there
   * @param model for the log
   */
  static BuildLock acquire(Path file, String model) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        log.info("another worker builds the plan of {}: waiting for it", model);
        channel.lock();
      }
      return new BuildLock(channel); // its close gives the lock back
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A failure here must not look like one of the build, which is done. */
  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      log.warn("a lock of the plan cache did not close in order: {}", e.toString());
    }
  }
}
