package dev.warren.worker.schedule;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.testing.TicketBuilder;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final long BUDGET = 10;

  private final LatencyCurve curve = new LatencyCurve(4);
  private final Scheduler<Ticket> scheduler = fair(4);

  private Scheduler<Ticket> fair(int maxBatch) {
    return Scheduler.fair(maxBatch, curve, Margin.of(BUDGET), Function.identity());
  }

  private static List<String> ids(List<Ticket> frames) {
    return frames.stream().map(f -> f.frame().requestId()).toList();
  }

  private static List<String> skips(List<Skipped<Ticket>> skipped) {
    return skipped.stream().map(s -> s.frame().frame().requestId() + " " + s.reason()).toList();
  }

  private static List<String> offer(Scheduler<Ticket> to, long now, TicketBuilder... frames) {
    return List.of(frames).stream().flatMap(f -> skips(to.offer(f.build(), now)).stream()).toList();
  }

  @Test
  void givesAFreeLaneWhatIsThereWithoutWaitingForCompany() {
    offer(scheduler, 0, ticket("a"));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a");
    assertThat(scheduler.next(0).isEmpty()).isTrue();
    assertThat(scheduler.nanosToExpiry(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void takesNoMoreThanTheLargestBatch() {
    Scheduler<Ticket> pairs = fair(2);
    offer(pairs, 0, ticket("a"), ticket("b"), ticket("c"));
    assertThat(ids(pairs.next(0).run())).containsExactly("a", "b");
    assertThat(ids(pairs.next(0).run())).containsExactly("c");
    assertThatThrownBy(() -> fair(0)).hasMessage("maxBatch < 1: 0");
  }

  @Test
  void saysWhyABatchIsNoLarger() {
    Scheduler<Ticket> pairs = fair(2);
    offer(pairs, 0, ticket("a"), ticket("b"), ticket("c"));
    assertThat(pairs.next(0).closing()).isEqualTo(Closing.FULL);
    assertThat(pairs.next(0).closing()).as("nobody else waits").isEqualTo(Closing.IDLE);
    curve.measured(1, 100);
    curve.measured(2, 150);
    curve.measured(3, 300);
    curve.measured(4, 400);
    offer(scheduler, 0, ticket("d"), ticket("e"), ticket("f"));
    Scheduler.Batch<Ticket> two = scheduler.next(0);
    assertThat(ids(two.run())).as("three are slower for each").containsExactly("d", "e");
    assertThat(two.closing()).isEqualTo(Closing.EFFICIENT);
    offer(scheduler, 0, ticket("tight").deadline(159));
    Scheduler.Batch<Ticket> one = scheduler.next(0);
    assertThat(one.run()).hasSize(1);
    assertThat(one.closing()).isEqualTo(Closing.DEADLINE);
  }

  @Test
  void makesTheBatchSmallerRatherThanAMemberLate() {
    curve.measured(1, 100);
    curve.measured(2, 150);
    curve.measured(3, 200);
    offer(scheduler, 0, ticket("a"), ticket("tight").deadline(160), ticket("b"));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a", "tight");
    assertThat(ids(scheduler.next(0).run())).containsExactly("b");
  }

  @Test
  void leavesATightFrameToTheNextBatchRatherThanMakeItLateInThisOne() {
    curve.measured(1, 100);
    curve.measured(4, 150);
    offer(scheduler, 0, ticket("a"), ticket("tight").deadline(159), ticket("b"));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a");
    assertThat(ids(scheduler.next(49).run())).as("alone, on another lane").containsExactly("tight");
    assertThat(ids(scheduler.next(49).run())).containsExactly("b");
  }

  @Test
  void giveUpIsByTheTypicalTimeAndCompanyByTheSlowOne() {
    curve.measured(1, 100, 100, 190);
    curve.measured(2, 100, 100, 200);
    offer(scheduler, 0, ticket("a").deadline(110), ticket("b").deadline(209));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a");
    assertThat(ids(scheduler.next(0).run())).containsExactly("b");
    offer(scheduler, 0, ticket("a").deadline(210), ticket("b").deadline(210));
    assertThat(ids(scheduler.next(0).run())).containsExactly("a", "b");
  }

  @Test
  void underOverloadRunsWhatIsSurelyInTime() {
    curve.measured(1, 100, 100, 190);
    curve.measured(2, 110, 110, 200);
    offer(scheduler, 0, ticket("doubtful").deadline(150), ticket("safe").deadline(250));
    Scheduler.Batch<Ticket> batch = scheduler.next(0);
    assertThat(ids(batch.run())).as("a place for everyone").containsExactly("doubtful");
    Scheduler<Ticket> single = fair(1);
    offer(single, 0, ticket("doubtful").deadline(150), ticket("safe").deadline(250));
    batch = single.next(0);
    assertThat(ids(batch.run())).containsExactly("safe");
    assertThat(skips(batch.skipped())).containsExactly("doubtful DEADLINE");
    offer(single, 0, ticket("doubtful").deadline(150));
    assertThat(ids(single.next(0).run())).as("nobody else").containsExactly("doubtful");
    offer(single, 0, ticket("a"), ticket("doubtful").deadline(150), ticket("later").deadline(300));
    assertThat(single.next(0).skipped()).as("at nobody's cost").isEmpty();
  }

  @Test
  void aTightCameraBesideOneWithoutDeadlinesIsServedWhereThereIsTime() {
    Scheduler<Ticket> single = fair(1);
    curve.measured(1, 50, 50, 80);
    long freeAt = 0;
    int served = 0;
    int skipped = 0;
    for (int i = 0; i < 2_000; i++) { // 0.7 of what one lane can do
      long now = i * 143L;
      skipped += offer(single, now, ticket("a" + i).camera("a")).size();
      skipped += offer(single, now, ticket("b" + i).camera("b").deadline(now + 130)).size();
      freeAt = Math.max(freeAt, now);
      while (single.size() > 0) {
        Scheduler.Batch<Ticket> batch = single.next(freeAt);
        skipped += batch.skipped().size();
        served += batch.run().size();
        if (!batch.run().isEmpty()) freeAt += 50;
      }
    }
    assertThat(skipped).isZero();
    assertThat(served).isEqualTo(4_000);
  }

  @Test
  void makesNoBatchThatDoesNotPay() {
    curve.measured(1, 100);
    curve.measured(2, 150);
    curve.measured(3, 250);
    curve.measured(4, 300);
    offer(scheduler, 0, ticket("a"), ticket("b"), ticket("c"));
    assertThat(ids(scheduler.next(0).run())).as("2 in 150, 3 in 250").containsExactly("a", "b");
    assertThat(ids(scheduler.next(0).run())).containsExactly("c");
    offer(scheduler, 0, ticket("a"), ticket("b"), ticket("c"), ticket("d"));
    assertThat(scheduler.next(0).run()).as("4 in 300 is no better than 2 in 150").hasSize(2);
  }

  @Test
  void skipsWhatCannotMakeItEvenAlone() {
    curve.ran(1, 100, 0);
    assertThat(offer(scheduler, 0, ticket("hopeless").deadline(109)))
        .containsExactly("hopeless DEADLINE");
    offer(scheduler, 0, ticket("soon").deadline(120), ticket("a"), ticket("b").deadline(300));
    assertThat(scheduler.nanosToExpiry(0)).isEqualTo(11);
    assertThat(scheduler.expired(10)).isEmpty();
    Scheduler.Batch<Ticket> batch = scheduler.next(11);
    assertThat(skips(batch.skipped())).containsExactly("soon DEADLINE");
    assertThat(ids(batch.run())).containsExactly("a", "b");
    assertThat(scheduler.size()).isZero();
  }

  @Test
  void expiresExactlyWhenItSaid() {
    curve.measured(1, 100);
    offer(scheduler, 0, ticket("soon").deadline(1_000), ticket("later").deadline(2_000));
    long wait = scheduler.nanosToExpiry(5);
    assertThat(scheduler.expired(5 + wait - 1)).isEmpty();
    assertThat(skips(scheduler.expired(5 + wait))).containsExactly("soon DEADLINE");
    assertThat(scheduler.size()).isEqualTo(1);
  }

  @Test
  void ofAnyRankAndOrderItSaysWhenTheFirstExpires() {
    Scheduler<Ticket> fifo = Scheduler.fifo(4, Function.identity());
    for (Scheduler<Ticket> each : List.of(scheduler, fifo)) {
      offer(each, 0, ticket("later").deadline(2_000), ticket("soon").high().deadline(1_000));
      long wait = each.nanosToExpiry(0);
      assertThat(each.expired(wait - 1)).isEmpty();
      assertThat(skips(each.expired(wait))).containsExactly("soon DEADLINE");
    }
  }

  @Test
  void survivesTheOverflowOfTheNanoClock() {
    offer(scheduler, Long.MAX_VALUE - 10, ticket("future").deadline(Long.MIN_VALUE + 10));
    assertThat(ids(scheduler.next(Long.MAX_VALUE - 10).run())).containsExactly("future");
  }

  @Test
  void aHopelessFrameSupersedesNobody() {
    curve.measured(1, 100);
    offer(scheduler, 0, ticket("old").latest().seq(1));
    assertThat(offer(scheduler, 0, ticket("new").latest().seq(2).deadline(50)))
        .containsExactly("new DEADLINE");
    assertThat(ids(scheduler.next(0).run())).containsExactly("old");
  }

  @Test
  void saysWhyAFrameIsSuperseded() {
    offer(scheduler, 0, ticket("old").latest().seq(1));
    assertThat(offer(scheduler, 0, ticket("new").latest().seq(2)))
        .containsExactly("old " + SkipReason.SUPERSEDED);
    assertThat(scheduler.size()).isEqualTo(1);
  }

  @Test
  void anOverlongPredictionDoesNotStopTheWorkerForGood() {
    curve.measured(1, 1_000);
    int refused = 0;
    while (!offer(scheduler, 0, ticket("f" + refused).deadline(500)).isEmpty()) refused++;
    assertThat(refused).isBetween(5, 20);
    assertThat(scheduler.next(0).run()).hasSize(1);
  }

  @Test
  void aPredictionIsDoubtedAlsoForFramesThatWereGivenUpWhileTheyWaited() {
    curve.measured(1, 1_000);
    offer(scheduler, 0, ticket("f").deadline(1_500));
    assertThat(scheduler.expired(1_000)).hasSize(1);
    assertThat(curve.typicalNanos(1)).isLessThan(1_000);
  }

  @Test
  void anOverlongPredictionDoesNotKeepBatchesSmallForGood() {
    curve.measured(1, 100);
    curve.measured(2, 190);
    Scheduler<Ticket> pairs = fair(2);
    int batch = 1;
    for (int i = 0; batch == 1 && i < 1_000; i++) {
      offer(pairs, 0, ticket("a" + i).deadline(180), ticket("b" + i).deadline(180));
      batch = pairs.next(0).run().size();
      pairs.drain();
    }
    assertThat(batch).isEqualTo(2);
  }

  @Test
  void whenThereIsNoTimeLeftThePredictionIsNotToBlame() {
    curve.measured(1, 1_000);
    for (int i = 0; i < 100; i++) offer(scheduler, 0, ticket("f" + i).deadline(BUDGET - 1));
    assertThat(curve.typicalNanos(1)).isEqualTo(1_000);
  }

  @Test
  void whenThereIsNoTimeForCompanyAtAllThePredictionIsNotToBlameEither() {
    Margin slowAtTimes =
        new Margin() {
          @Override
          public long typicalNanos() {
            return BUDGET;
          }

          @Override
          public long slowNanos() {
            return 1_000;
          }
        };
    curve.measured(1, 100);
    curve.measured(2, 100);
    Scheduler<Ticket> pairs = Scheduler.fair(2, curve, slowAtTimes, Function.identity());
    for (int i = 0; i < 1_000; i++) {
      offer(pairs, 0, ticket("a" + i).deadline(999), ticket("b" + i).deadline(999));
      assertThat(pairs.next(0).closing()).isEqualTo(Closing.DEADLINE);
      pairs.drain();
    }
    assertThat(curve.typicalNanos(1)).isEqualTo(100);
    assertThat(curve.slowNanos(2)).isEqualTo(100);
  }

  @Test
  void drainsEverything() {
    offer(scheduler, 0, ticket("a"), ticket("b").high());
    assertThat(ids(scheduler.drain())).containsExactlyInAnyOrder("a", "b");
    assertThat(scheduler.size()).isZero();
    assertThat(scheduler.next(0).isEmpty()).isTrue();
  }

  @Test
  void fifoKeepsTheOrderOfArrivalAndSkipsOnlyWhatIsLate() {
    Scheduler<Ticket> fifo = Scheduler.fifo(3, Function.identity());
    offer(fifo, 0, ticket("a1").camera("a").latest(), ticket("late").deadline(9));
    offer(fifo, 0, ticket("a2").camera("a").latest(), ticket("h").high().deadline(10));
    Scheduler.Batch<Ticket> batch = fifo.next(10);
    assertThat(ids(batch.run())).containsExactly("a1", "a2", "h");
    assertThat(skips(batch.skipped())).containsExactly("late DEADLINE");
  }
}
