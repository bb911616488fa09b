package dev.warren.worker.schedule;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.flow.Ticket;
import dev.warren.worker.testing.TicketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<Ticket> queue = new FairQueue<>(Function.identity());

  /** Adds all; returns who is superseded. */
  private List<String> add(TicketBuilder... frames) {
    List<String> gone = new ArrayList<>();
    for (TicketBuilder frame : frames) {
      queue.add(frame.build()).forEach(f -> gone.add(f.frame().requestId()));
    }
    return gone;
  }

  private List<String> served() {
    List<String> ids = new ArrayList<>();
    for (Ticket next = queue.peek(); next != null; next = queue.peek()) {
      assertThat(queue.poll()).isSameAs(next);
      ids.add(next.frame().requestId());
    }
    assertThat(queue.poll()).isNull();
    return ids;
  }

  private static TicketBuilder frame(String id) {
    return ticket(id).camera(id.substring(0, 1));
  }

  @Test
  void camerasTakeTurns() {
    add(frame("a1"), frame("a2"), frame("a3"), frame("b1"), frame("c1"), frame("c2"));
    assertThat(served()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
  }

  @Test
  void aCameraThatComesBackGetsTheLastTurn() {
    add(frame("a1"), frame("b1"), frame("b2"));
    assertThat(queue.poll().frame().requestId()).isEqualTo("a1");
    add(frame("a2"));
    assertThat(served()).containsExactly("b1", "a2", "b2");
  }

  @Test
  void highPriorityGoesFirstAndEveryFourthPlaceIsForTheOthers() {
    for (int i = 1; i <= 9; i++) add(frame("a" + i), frame("h" + i).high());
    assertThat(String.join(" ", served()))
        .isEqualTo("h1 h2 h3 a1 h4 h5 h6 a2 h7 h8 h9 a3 a4 a5 a6 a7 a8 a9");
  }

  @Test
  void theShareOfTheOthersCountsOnlyWhileTheyWait() {
    for (int i = 1; i <= 9; i++) add(frame("h" + i).high());
    for (int i = 1; i <= 4; i++) queue.poll();
    add(frame("a1"));
    assertThat(served()).containsExactly("h5", "h6", "h7", "a1", "h8", "h9");
  }

  @Test
  void onlyTheLatestStays() {
    assertThat(add(frame("a1").latest().received(1), frame("a2").latest().received(2)))
        .containsExactly("a1");
    assertThat(add(frame("a3").latest().received(3))).containsExactly("a2");
    assertThat(served()).containsExactly("a3");
  }

  @Test
  void numbersCountMoreThanTheOrderOfArrival() {
    add(frame("a9").latest().seq(9).received(1));
    assertThat(add(frame("a8").latest().seq(8).received(2))).containsExactly("a8");
    assertThat(add(frame("a0").latest().received(3))).as("without a number").containsExactly("a9");
    assertThat(served()).containsExactly("a0");
  }

  @Test
  void whatArrivesLaterIsNewerAlsoWhereTheNanoClockOverflows() {
    add(frame("a1").latest().received(Long.MAX_VALUE));
    assertThat(add(frame("a2").latest().received(Long.MIN_VALUE))).containsExactly("a1");
  }

  @Test
  void aFrameThatWantsToBeSeenIsNeverSupersededButSupersedes() {
    assertThat(add(frame("a1").seq(1), frame("a2").latest().seq(2))).isEmpty();
    assertThat(add(frame("a3").seq(3))).containsExactly("a2");
    assertThat(served()).containsExactly("a1", "a3");
  }

  @Test
  void otherCamerasDoNotSupersede() {
    assertThat(add(frame("a1").latest().seq(1), frame("b2").latest().seq(2))).isEmpty();
  }

  @Test
  void framesWithoutCameraDoNotSupersede() {
    assertThat(add(ticket("x").camera("").latest().seq(1), ticket("y").camera("").latest().seq(2)))
        .isEmpty();
  }

  @Test
  void aCopyDoesNotSupersedeItsOriginal() {
    assertThat(add(frame("a1").latest().received(1), frame("a1").latest().received(2))).isEmpty();
    assertThat(served()).containsExactly("a1", "a1");
  }

  @Test
  void aQuickCameraKeepsItsTurn() {
    add(frame("a1").latest().seq(1), frame("b1"), frame("b2"));
    add(frame("a2").latest().seq(2), frame("a3").latest().seq(3));
    assertThat(served()).containsExactly("a3", "b1", "b2");
  }

  @Test
  void theNewerFrameTakesThePlaceAmongTheCamerasOwn() {
    add(frame("a1").seq(1), frame("a5").latest().seq(5), frame("a2").seq(2));
    assertThat(add(frame("a6").latest().seq(6))).containsExactly("a5");
    assertThat(served()).containsExactly("a1", "a6", "a2");
  }

  @Test
  void aPlaceAmongTheHighOnesIsInherited() {
    add(frame("b1"), frame("b2"), frame("a1").high().latest().seq(1));
    assertThat(add(frame("a2").latest().seq(2))).containsExactly("a1");
    assertThat(served()).containsExactly("a2", "b1", "b2");
    add(frame("b1"), frame("b2"), frame("a1").latest().seq(1));
    assertThat(add(frame("a2").high().latest().seq(2))).containsExactly("a1");
    assertThat(served()).containsExactly("a2", "b1", "b2");
  }

  @Test
  void forgetsACameraWithItsLastFrame() {
    CameraRing<String> ring = new CameraRing<>();
    for (int i = 0; i < 1_000; i++) {
      ring.add("camera" + i, "f");
      if (i % 3 == 0) ring.poll();
      if (i % 3 == 1) ring.removeIf("camera" + i, f -> true);
      if (i % 3 == 2) ring.removeIf(f -> true);
    }
    assertThat(ring.cameras()).isZero();
    ring.add("gate", "f");
    ring.add("gate", "g");
    assertThat(ring.cameras()).isEqualTo(1);
    ring.removeIf(f -> true);
    assertThat(ring.isEmpty()).isTrue();
    assertThat(ring.peek()).isNull();
  }
}
