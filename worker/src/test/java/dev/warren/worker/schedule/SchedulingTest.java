package dev.warren.worker.schedule;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.flow.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SchedulingTest {
  private final List<Skipped<Ticket>> skipped = new ArrayList<>();

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
