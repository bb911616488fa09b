package dev.warren.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkersTest {
  /** What comes next frees the memory that they work on. */
  @Test
  void areOverWhenTheirCloseReturns() throws Exception {
    Thread closer = Thread.currentThread();
    CountDownLatch works = new CountDownLatch(1);
    AtomicBoolean isOver = new AtomicBoolean();
    Workers workers = new Workers("test", 1);
    workers.start(
        () -> {
          works.countDown();
          try {
            Thread.sleep(Long.MAX_VALUE);
          } finally {
            Thread.interrupted();
            await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
            isOver.set(true);
          }
        });
    works.await();
    workers.close();
    assertThat(isOver).isTrue();
    assertThat(workers.failure()).as("told to end").isNotDone();
  }

  @Test
  void oneThatEndsByItselfFailsThem() {
    IllegalStateException failure = new IllegalStateException("in a test");
    try (Workers workers = new Workers("test", 2)) {
      workers.start(
          () -> {
            throw failure;
          });
      assertThat(workers.failure().join()).isSameAs(failure);
    }
  }
}
