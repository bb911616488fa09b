package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RecordingsTest {
  private static final int LOST = 700;

  private final Recordings recordings = new Recordings();

  private int ask() {
    return recordings.ask(() -> LOST);
  }

  @Test
  void asksNothingWhileAnyLaneRecords() throws Exception {
    recordings.begin();
    assertThat(ask()).as("by the lane itself").isZero();
    CompletableFuture.runAsync(
            () -> {
              assertThat(ask()).as("by another").isZero();
              recordings.begin(); // at the same time
              recordings.end();
              assertThat(ask()).as("the first one still records").isZero();
            })
        .get();
    recordings.end();
    assertThat(ask()).isEqualTo(LOST);
  }

  @Test
  void aRecordingBeginsOnceTheAnswerIsThere() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    Thread asker =
        new Thread(
            () ->
                recordings.ask(
                    () -> {
                      asked.countDown();
                      try {
                        mayAnswer.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return 0;
                    }));
    asker.start();
    asked.await();
    Thread lane = new Thread(recordings::begin);
    lane.start();
    await().until(() -> lane.getState() == Thread.State.WAITING);
    mayAnswer.countDown();
    lane.join();
    asker.join();
  }
}
