package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.testing.CapturedLog;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildLockTest {
  @TempDir Path folder;

  @Test
  void isHeldUntilItsClose() throws Exception {
    Path file = folder.resolve("a.lock");
    try (BuildLock lock = BuildLock.acquire(file, "m")) {
      assertThat(lock).isNotNull();
      // Within one process Java says so instead of waiting.
      assertThatThrownBy(() -> BuildLock.acquire(file, "m"))
          .isInstanceOf(OverlappingFileLockException.class);
    }
    BuildLock.acquire(file, "m").close();
  }

  /** The plan is built by then: whoever took this for a failure of the build would build twice. */
  @Test
  void aCloseThatFailsIsAWarning() {
    try (CapturedLog log = CapturedLog.of(BuildLock.class)) {
      new BuildLock(
              () -> {
                throw new IOException("Stale file handle");
              })
          .close();
      assertThat(log.warnings()).singleElement().asString().contains("Stale file handle");
    }
  }
}
