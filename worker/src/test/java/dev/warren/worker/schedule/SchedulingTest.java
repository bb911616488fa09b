package dev.warren.worker.schedule;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.common.Daemons;
import dev.warren.worker.flow.Ticket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SchedulingTest {
  private final List<Skipped<Ticket>> skipped = new CopyOnWriteArrayList<>();

  private WaitingRoom<Ticket> room(Scheduling scheduling) {
    return scheduling.openRoom("test", 4, Function.identity(), skipped::add);
  }

  private static Scheduling scheduling(Discipline discipline) {
    return new Scheduling(discipline, new LatencyCurve(4), Margin.of(0));
  }

  @Test
  void fromFartherAwayAFrameIsHopelessSooner() {
    long deadline = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    Scheduling near = scheduling(Discipline.FAIR);
    try (WaitingRoom<Ticket> room = room(near)) {
      room.offer(ticket("f").deadline(deadline).build());
      assertThat(skipped).isEmpty();
    }
    Scheduling far = near.withFurther(Margin.of(TimeUnit.HOURS.toNanos(2)));
    try (WaitingRoom<Ticket> room = room(far)) {
      room.offer(ticket("f").deadline(deadline).build());
      assertThat(skipped).hasSize(1);
    }
  }

  /** Also after the room is closed, when nobody else does it any more. */
  @Test
  void whoTakesSkipsWhatIsLateAndWaitsForWhatIsNot() throws Exception {
    WaitingRoom<Ticket> room = room(scheduling(Discipline.FIFO));
    room.close();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    room.offer(ticket("late").deadline(deadline).build());
    await().until(() -> System.nanoTime() > deadline);
    assertThat(skipped).isEmpty();
    FutureTask<Taken<Ticket>> taken = new FutureTask<>(room::take);
    Daemons.thread("taker", taken).start();
    await().until(() -> skipped.size() == 1);
    assertThat(taken).isNotDone();
    room.offer(ticket("f").build());
    assertThat(taken.get(1, TimeUnit.MINUTES).frames())
        .extracting(frame -> frame.frame().requestId())
        .containsExactly("f");
  }

  @Test
  void inOrderOfArrivalNobodyIsSuperseded() {
    try (WaitingRoom<Ticket> fair = room(scheduling(Discipline.FAIR));
        WaitingRoom<Ticket> fifo = room(scheduling(Discipline.FIFO))) {
      for (int seq = 1; seq <= 2; seq++) {
        fair.offer(ticket("f" + seq).camera("c").latest().seq(seq).build());
        fifo.offer(ticket("f" + seq).camera("c").latest().seq(seq).build());
      }
      assertThat(fair.size()).isEqualTo(1);
      assertThat(fifo.size()).isEqualTo(2);
    }
  }
}
