package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.BrokerException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionBoardTest {
  private static final Trouble AWAY = Trouble.of(trouble(BrokerException.Kind.UNREACHABLE));
  private static final Trouble REFUSED = Trouble.of(trouble(BrokerException.Kind.PERMISSION));

  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final SessionPart first = session -> {};
  private final SessionPart second = session -> {};

  private static BrokerException trouble(BrokerException.Kind kind) {
    return new BrokerException(kind, "trouble", null);
  }

  private SessionBoard board(Duration startupTimeout) {
    return new SessionBoard(startupTimeout, failure);
  }

  @Test
  void aRefusalEndsTheWaitHoweverLongItMayBe() {
    SessionBoard board = board(Duration.ofHours(1));
    board.met(REFUSED);
    assertThatThrownBy(() -> board.awaitBegun(null, stop)).isSameAs(REFUSED.cause());
  }

  @Test
  void aBrokerThatIsAwayEndsItWhenTheTimeIsOver() {
    SessionBoard board = board(Duration.ZERO);
    board.met(AWAY);
    assertThatThrownBy(() -> board.awaitBegun(null, stop)).isSameAs(AWAY.cause());
  }

  @Test
  void aStopEndsItWithoutAnyTrouble() {
    stop.complete(null);
    assertThatThrownBy(() -> board(Duration.ofHours(1)).awaitBegun(first, stop))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void nobodyWaitsForAnOwnerThatHasEnded() {
    Throwable bug = new AssertionError("bug");
    failure.complete(bug);
    assertThatThrownBy(() -> board(Duration.ofHours(1)).awaitBegun(first, stop)).hasCause(bug);
  }

  @Test
  void partsBeginInTheirOrderAndOneThatBeganHalfwayEndsToo() {
    SessionBoard board = board(Duration.ZERO);
    assertThat(board.nextPart()).isNull();
    board.add(first);
    board.add(second);
    assertThat(board.nextPart()).isSameAs(first);
    board.begunNext();
    assertThat(board.nextPart()).isSameAs(second);
    assertThat(board.begunParts()).containsExactly(first);
    board.ending();
    assertThat(board.begunParts()).containsExactly(first, second);
    board.ending();
    assertThat(board.begunParts()).hasSize(2);
    assertThat(board.ended()).as("was open").isFalse();
    assertThat(board.begunParts()).isEmpty();
  }

  @Test
  void aDrainOpensNothingAnyMoreAndAStopBeginsNothingEither() {
    SessionBoard board = board(Duration.ZERO);
    board.add(first);
    assertThat(board.mayOpen()).isTrue();
    assertThat(board.drain()).isNull();
    assertThat(board.mayOpen()).isFalse();
    assertThat(board.nextPart()).isSameAs(first);
    assertThat(board.stop()).isFalse();
    assertThat(board.nextPart()).isNull();
  }
}
