package dev.warren.worker.publish;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Move.Place;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.testing.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is said of frames that are their sender's fault, and which are tried again; {@code MovesIT}
 * has what becomes of all.
 */
class GivenUpTest {
  @AutoClose private final CapturedLog log = CapturedLog.of(GivenUp.class);
  private final List<Outcome> answers = new ArrayList<>();
  private final GivenUp ends =
      new GivenUp(new GivenUp.Config(0, false), answers::add, WorkerMetrics.NOOP);

  private void fail(String id, String camera, FailReason reason, String detail) {
    ends.accept(Outcome.failed(ticket(id).camera(camera).build(), reason, "decode", detail));
  }

  @ParameterizedTest
  @CsvSource({"MALFORMED, malformed", "UNSUPPORTED, unsupported", "OVERSIZE, oversize"})
  void theFirstFrameThatIsRefusedIsNamed(FailReason reason, String word) {
    fail("f1", "gate", reason, "no image at all");
    fail("f2", "yard", FailReason.MALFORMED, "nor this one");
    assertThat(answers).hasSize(2);
    assertThat(log.warnings())
        .containsExactly(
            "frame 'f1' of camera 'gate' is refused as "
                + word
                + ": no image at all; from now on such frames are only counted");
  }

  @Test
  void whatStrangersWroteCannotForgeALineOrFillOne() {
    fail("f\nINFO forged", "", FailReason.MALFORMED, "x".repeat(400) + "\u001b[31m");
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .startsWith("frame 'f?INFO forged' of an unknown camera is refused as malformed: xxx")
        .hasSizeLessThan(250);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGINE_ERROR", "INTERNAL"})
  void whatIsNotItsFaultIsNotSaidSo(FailReason reason) {
    fail("f1", "gate", reason, "the device is gone");
    assertThat(log.warnings()).isEmpty();
  }

  /** The first delay is a second, the second one ten. */
  @ParameterizedTest
  @CsvSource({"1, 500, true", "2, 5000, true", "1, 3600000, false", "2, 3600000, false"})
  void whatWouldBeLateByItsNextTryIsSkippedInstead(int tries, long leftMs, boolean isSkipped) {
    List<Place> moves = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leftMs);
    Ticket ticket = ticket("f1").deadline(deadline).receipt(tried(tries, moves)).build();
    failed(ticket);
    assertThat(moves).hasSize(isSkipped ? 0 : 1);
    assertThat(answers)
        .extracting(Outcome::result)
        .isEqualTo(isSkipped ? List.of(skipped(ticket).result()) : List.of());
  }

  @Test
  void whatHasNoDeadlineIsNeverTooLateForAnotherTry() {
    List<Place> moves = new ArrayList<>();
    failed(ticket("f1").receipt(tried(3, moves)).build());
    assertThat(moves).containsExactly(Place.RETRY);
    assertThat(answers).isEmpty();
  }

  private void failed(Ticket ticket) {
    GivenUp.Config thrice = new GivenUp.Config(3, false);
    new GivenUp(thrice, answers::add, WorkerMetrics.NOOP)
        .accept(Outcome.failed(ticket, FailReason.INTERNAL, "fetch", "the store is away"));
  }

  private static Outcome skipped(Ticket ticket) {
    return Outcome.skipped(ticket, SkipReason.DEADLINE);
  }

  private static Receipt tried(int tries, List<Place> moves) {
    return new Receipt() {
      @Override
      public void ack() {}

      @Override
      public void requeue() {}

      @Override
      public int tries() {
        return tries;
      }

      @Override
      public CompletableFuture<Boolean> send(Move move) {
        moves.add(move.place());
        return CompletableFuture.completedFuture(true);
      }
    };
  }
}
