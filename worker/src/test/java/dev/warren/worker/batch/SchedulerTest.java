package dev.warren.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.flow.Decoded;
import dev.warren.worker.testing.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private final AtomicInteger released = new AtomicInteger();

  private Decoded frame(String id) {
    return Frames.decoded(id, (byte) 0, OptionalLong.empty(), released);
  }

  private Decoded frame(String id, long deadlineNanos) {
    return Frames.decoded(id, (byte) 0, OptionalLong.of(deadlineNanos), released);
  }

  private static List<String> ids(List<Decoded> frames) {
    return frames.stream().map(f -> f.ticket().frame().requestId()).toList();
  }

  @Test
  void givesAFreeLaneWhatIsThereWithoutWaitingForCompany() {
    Scheduler scheduler = new Scheduler(8);
    scheduler.offer(frame("a"));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a");
    assertThat(scheduler.next(0).isEmpty()).isTrue();
  }

  @Test
  void takesTheOldestUpToTheLargestBatch() {
    Scheduler scheduler = new Scheduler(2);
    List.of("a", "b", "c").forEach(id -> scheduler.offer(frame(id)));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a", "b");
    assertThat(ids(scheduler.next(0).run())).containsExactly("c");
  }

  @Test
  void setsLateFramesAsideAndFillsTheirPlaces() {
    Scheduler scheduler = new Scheduler(2);
    scheduler.offer(frame("late", 100));
    scheduler.offer(frame("a"));
    scheduler.offer(frame("justLate", 200));
    scheduler.offer(frame("b", 201));
    Scheduler.Batch batch = scheduler.next(200);
    assertThat(ids(batch.run())).containsExactly("a", "b");
    assertThat(ids(batch.late())).containsExactly("late", "justLate");
  }

  @Test
  void survivesTheOverflowOfTheNanoClock() {
    Scheduler scheduler = new Scheduler(2);
    scheduler.offer(frame("future", Long.MIN_VALUE + 10));
    assertThat(ids(scheduler.next(Long.MAX_VALUE - 10).run())).containsExactly("future");
  }

  @Test
  void refusesAnEmptyBatchSize() {
    assertThatThrownBy(() -> new Scheduler(0)).hasMessage("maxBatch < 1: 0");
  }

  @Test
  void losesAndDuplicatesNothingInAnyInterleaving() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Scheduler scheduler = new Scheduler(1 + random.nextInt(6));
      List<String> offered = new ArrayList<>();
      List<String> seen = new ArrayList<>();
      long now = 0;
      for (int step = 0; step < 200; step++) {
        now += random.nextInt(10);
        if (random.nextBoolean()) {
          String id = seed + "/" + step;
          offered.add(id);
          scheduler.offer(random.nextBoolean() ? frame(id) : frame(id, random.nextInt(1_000)));
        } else {
          Scheduler.Batch batch = scheduler.next(now);
          seen.addAll(ids(batch.run()));
          seen.addAll(ids(batch.late()));
        }
      }
      while (scheduler.size() > 0) {
        Scheduler.Batch batch = scheduler.next(now);
        seen.addAll(ids(batch.run()));
        seen.addAll(ids(batch.late()));
      }
      assertThat(seen).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(offered);
    }
  }
}
