package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.testing.CapturedLog;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgressTest {
  @Test
  @Timeout(60)
  void saysThatItGoesOnUntilItIsClosed() throws InterruptedException {
    try (CapturedLog log = CapturedLog.of(Progress.class)) {
      try (Progress progress = new Progress("building the plan of yolo", Duration.ofMillis(5))) {
        while (log.messages().size() < 2) Thread.sleep(5);
        assertThat(progress.seconds()).isNotNegative();
      }
      assertThat(log.messages())
          .allSatisfy(
              line -> assertThat(line).matches("still building the plan of yolo, \\d+ s.*"));
      Thread.sleep(50); // one that was being written
      int afterwards = log.messages().size();
      Thread.sleep(100);
      assertThat(log.messages()).hasSize(afterwards);
    }
  }
}
