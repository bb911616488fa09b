package dev.warren.worker.batch;

import static dev.warren.worker.batch.Latches.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CrewTest {
  private static final int COUNT = 8;

  private final Thread caller = Thread.currentThread();
  private final List<Integer> next = new ArrayList<>();
  @AutoClose private Crew crew = new Crew(0);

  private void start(int size) {
    crew = new Crew(size);
    crew.start();
  }

  private boolean isHelper() {
    return Thread.currentThread() != caller;
  }

  private static List<Integer> all() {
    return IntStream.range(0, COUNT).boxed().toList();
  }

  @Test
  void severalCallersHaveEachPieceOfTheirWorkDoneOnceAndInOrder() throws Exception {
    start(3);
    List<Thread> callers = new ArrayList<>();
    AtomicInteger fine = new AtomicInteger();
    for (int seed = 0; seed < 4; seed++) {
      Random random = new Random(seed);
      callers.add(
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) shareOnce(random.nextInt(33));
                fine.incrementAndGet();
              }));
    }
    callers.forEach(Thread::start);
    for (Thread thread : callers) thread.join();
    assertThat(fine).hasValue(4);
    assertThat(crew.failure()).isNotDone();
  }

  private void shareOnce(int count) {
    AtomicIntegerArray done = new AtomicIntegerArray(count);
    int[] plain = new int[count];
    AtomicInteger turn = new AtomicInteger();
    crew.share(
        count,
        i -> plain[i] = i + done.incrementAndGet(i),
        i -> {
          assertThat(i).isEqualTo(turn.getAndIncrement());
          assertThat(plain[i]).isEqualTo(i + 1);
          return true;
        });
    assertThat(turn).hasValue(count);
    for (int i = 0; i < count; i++) assertThat(done.get(i)).isEqualTo(1);
  }

  @Test
  void helpersTakePartAndTheCallerTakesWhatComesOfIt() {
    start(1);
    CountDownLatch helped = new CountDownLatch(1);
    crew.share(
        COUNT,
        i -> {
          if (isHelper()) helped.countDown();
          else await(helped);
        },
        i -> {
          assertThat(isHelper()).isFalse();
          return next.add(i);
        });
    assertThat(next).isEqualTo(all());
  }

  @Test
  void whatIsDoneIsTakenBeforeTheRestIsBegun() {
    List<String> events = new ArrayList<>();
    crew.share(2, i -> events.add("done " + i), i -> events.add("taken " + i));
    assertThat(events).containsExactly("done 0", "taken 0", "done 1", "taken 1");
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  @Test
  void nobodyWaitsForHelpersThatHaveOtherWork() throws Exception {
    start(1);
    CountDownLatch held = new CountDownLatch(1);
    Semaphore release = new Semaphore(0);
    Thread other =
        new Thread(
            () -> {
              Thread owner = Thread.currentThread();
              crew.share(
                  COUNT,
                  i -> {
                    if (Thread.currentThread() == owner) {
                      await(held);
                    } else {
                      held.countDown();
                      release.acquireUninterruptibly();
                    }
                  },
                  i -> true);
            });
    other.start();
    await(held);
    crew.share(COUNT, i -> assertThat(isHelper()).isFalse(), next::add);
    assertThat(next).isEqualTo(all());
    assertThat(other.isAlive()).as("whoever the helper helps waits for it").isTrue();
    release.release(COUNT);
    other.join();
  }

  @Test
  void aHelpersErrorIsThrownInItsTurn() {
    start(1);
    CountDownLatch thrown = new CountDownLatch(1);
    Set<Integer> failed = ConcurrentHashMap.newKeySet();
    Error error = new OutOfMemoryError("on purpose");
    assertThatThrownBy(
            () ->
                crew.share(
                    COUNT,
                    i -> {
                      if (isHelper()) {
                        failed.add(i);
                        thrown.countDown();
                        throw error;
                      }
                      await(thrown);
                    },
                    next::add))
        .isSameAs(error);
    int first = failed.stream().min(Integer::compare).orElseThrow();
    assertThat(next).isEqualTo(all().subList(0, first));
    crew.share(1, i -> {}, next::add);
    assertThat(crew.failure()).as("helpers go on").isNotDone();
  }

  @Test
  void whatIsNotWantedIsNotBegun() {
    start(1);
    CountDownLatch held = new CountDownLatch(1);
    AtomicInteger late = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    crew.share(
        COUNT,
        i -> {
          if (enough.get()) late.incrementAndGet();
          if (i == 0 || held.getCount() == 0) return;
          if (isHelper()) {
            held.countDown();
            Awaitility.await().until(() -> enough.get() && waits(caller));
          } else {
            await(held);
          }
        },
        i -> {
          await(held);
          enough.set(true);
          return false;
        });
    crew.close(); // waits for what the helper may still do
    assertThat(late).hasValue(0);
  }

  @Test
  void nobodyIsAtWorkAnyMoreWhenItHasEnded() {
    start(3);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int last = random.nextInt(COUNT);
      boolean throwing = random.nextBoolean();
      AtomicInteger atWork = new AtomicInteger();
      RuntimeException failure = new IllegalStateException("on purpose");
      try {
        crew.share(
            COUNT,
            i -> {
              atWork.incrementAndGet();
              Thread.yield();
              atWork.decrementAndGet();
            },
            i -> {
              if (i == last && throwing) throw failure;
              return i < last;
            });
        assertThat(throwing).isFalse();
      } catch (IllegalStateException e) {
        assertThat(e).isSameAs(failure);
      }
      assertThat(atWork).as("seed %d", seed).hasValue(0);
    }
  }

  @Test
  void anInterruptIsForAfterTheWork() {
    start(1);
    CountDownLatch helped = new CountDownLatch(1);
    AtomicInteger callers = new AtomicInteger();
    crew.share(
        COUNT,
        i -> {
          if (isHelper()) {
            helped.countDown();
            Awaitility.await().until(() -> callers.get() == COUNT - 1 && waits(caller));
            caller.interrupt();
            Awaitility.await().until(() -> !caller.isInterrupted() && waits(caller));
          } else {
            await(helped);
            callers.incrementAndGet();
          }
        },
        next::add);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(next).isEqualTo(all());
  }

  @Test
  void callersGoOnAloneWhenItIsClosed() {
    start(2);
    crew.close();
    crew.share(COUNT, i -> assertThat(isHelper()).isFalse(), next::add);
    assertThat(next).isEqualTo(all());
    assertThat(crew.failure()).isNotDone();
  }
}
