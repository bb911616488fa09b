package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.BrokerException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SessionBoardTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Trouble AWAY = Trouble.of(trouble(BrokerException.Kind.UNREACHABLE));
  private static final Trouble REFUSED = Trouble.of(trouble(BrokerException.Kind.PERMISSION));

  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final SessionPart first = session -> {};
  private final SessionPart second = session -> {};

  /** Whose waiters look by themselves once an hour. */
  private final SessionBoard patient = new SessionBoard(HOUR, failure, HOUR);

  private final Broker session = new Broker("session", null, null, patient::wake);

  private static BrokerException trouble(BrokerException.Kind kind) {
    return new BrokerException(kind, "trouble", null);
  }

  private SessionBoard board(Duration startupTimeout) {
    return new SessionBoard(startupTimeout, failure, Duration.ofSeconds(1));
  }

  @Test
  void aRefusalEndsTheWaitHoweverLongItMayBe() {
    SessionBoard board = board(HOUR);
    board.met(REFUSED);
    assertThatThrownBy(() -> board.awaitBegun(null, stop)).isSameAs(REFUSED.cause());
  }

  @Test
  void aRefusalIsTheEndOnlyWhileSomebodyWaits() {
    SessionBoard board = board(Duration.ofHours(1));
    assertThat(board.endsWith(AWAY)).isFalse();
    assertThat(board.endsWith(REFUSED)).as("before the wait has begun, too").isTrue();
    board.met(REFUSED);
    assertThatThrownBy(() -> board.awaitBegun(null, stop)).isSameAs(REFUSED.cause());
    assertThat(board.endsWith(REFUSED)).isFalse();
    board.add(first);
    assertThat(board.endsWith(REFUSED)).isTrue();
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
    assertThatThrownBy(() -> board(HOUR).awaitBegun(first, stop))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void nobodyWaitsForAnOwnerThatHasEnded() {
    Throwable bug = new AssertionError("bug");
    failure.complete(bug);
    assertThatThrownBy(() -> board(HOUR).awaitBegun(first, stop)).hasCause(bug);
  }

  /** Runs {@code wait} on a thread of its own; returns what it will throw, once it waits. */
  private static CompletableFuture<Throwable> waits(ThrowingCallable wait) {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread thread = new Thread(() -> end.complete(catchThrowable(wait)), "waiter");
    thread.setDaemon(true);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return end;
  }

  private static Throwable released(CompletableFuture<Throwable> end) {
    await().until(end::isDone);
    return end.join();
  }

  @Test
  void whoeverWaitsForASessionIsToldOfIt() {
    CompletableFuture<Throwable> end = waits(() -> patient.awaitBegun(null, stop));
    patient.opened(session);
    assertThat(released(end)).isNull();
  }

  @Test
  void whoeverWaitsForAPartIsToldThatItIsBegun() {
    patient.opened(session);
    patient.add(first);
    CompletableFuture<Throwable> end = waits(() -> patient.awaitBegun(first, stop));
    patient.begunNext();
    assertThat(released(end)).isNull();
  }

  @Test
  void aPartWhoseBeginHasFailedIsNotBegun() {
    patient.opened(session);
    patient.add(first);
    CompletableFuture<Throwable> end = waits(() -> patient.awaitBegun(first, stop));
    patient.ending();
    patient.wake();
    await().during(Duration.ofMillis(200)).until(() -> !end.isDone());
    patient.ended();
    assertThat(patient.endsWith(REFUSED)).isTrue();
    patient.met(REFUSED);
    assertThat(released(end)).isSameAs(REFUSED.cause());
  }

  @Test
  void whoeverWaitsForASessionIsToldOfARefusal() {
    CompletableFuture<Throwable> end = waits(() -> patient.awaitBegun(null, stop));
    patient.met(REFUSED);
    assertThat(released(end)).isSameAs(REFUSED.cause());
  }

  @Test
  void whoeverWaitsForASessionIsWokenUpForAStop() {
    CompletableFuture<Throwable> end = waits(() -> patient.awaitBegun(null, stop));
    stop.complete(null);
    patient.wake();
    assertThat(released(end)).isInstanceOf(CancellationException.class);
  }

  @Test
  void anOwnerThatPausesIsToldOfAStop() {
    CompletableFuture<Throwable> end = waits(() -> patient.pause(HOUR));
    patient.stop();
    assertThat(released(end)).isNull();
  }

  @Test
  void anOwnerThatPausesIsToldOfADrain() {
    CompletableFuture<Throwable> end = waits(() -> patient.pause(HOUR));
    patient.drain();
    assertThat(released(end)).isNull();
  }

  @Test
  void anOwnerOfAQuietSessionIsToldOfANewPart() {
    patient.opened(session);
    CompletableFuture<Throwable> end =
        waits(() -> patient.awaitChange(session, false, HOUR.toNanos()));
    patient.add(first);
    assertThat(released(end)).isNull();
  }

  @Test
  void anOwnerOfAQuietSessionIsToldOfItsLoss() {
    patient.opened(session);
    CompletableFuture<Throwable> end =
        waits(() -> patient.awaitChange(session, false, HOUR.toNanos()));
    session.fail(new IOException("lost"));
    assertThat(released(end)).isNull();
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
