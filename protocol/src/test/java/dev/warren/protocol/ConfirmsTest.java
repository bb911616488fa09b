package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConfirmsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows on the way
  private final Confirms confirms = confirms(false);
  private final Confirms.Sent sent = new Confirms.Sent();

  @Test
  void confirmsOneOrAllUpTo() {
    CompletableFuture<Void> one = send("a", 1);
    CompletableFuture<Void> two = send("b", 2);
    CompletableFuture<Void> three = send("c", 3);
    confirms.acked(sent, 2, false);
    assertThat(two).isCompleted();
    assertThat(one).isNotDone();
    confirms.acked(sent, 3, true);
    assertThat(one).isCompleted();
    assertThat(three).isCompleted();
    assertThat(confirms.outstanding()).isZero();
  }

  @Test
  void refusesRoomBeyondTheLimitUntilOneIsSettled() {
    for (int i = 1; i <= 3; i++) send("f" + i, i);
    assertThat(confirms.tryAdmit(Samples.frame("x"))).isNull();
    confirms.nacked(sent, 1, false);
    assertThat(confirms.tryAdmit(Samples.frame("x"))).isNotNull();
  }

  @Test
  void aReturnMakesTheConfirmUnroutable() {
    CompletableFuture<Void> lost = send("a", 1);
    CompletableFuture<Void> fine = send("b", 2);
    confirms.returned(sent, "a");
    confirms.returned(sent, "unknown");
    confirms.acked(sent, 2, true);
    assertThat(failure(lost))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContaining("yolo11n.gate-3");
    assertThat(fine).isCompleted();
  }

  @Test
  void aReturnFollowedByANackIsUnroutableToo() {
    CompletableFuture<Void> lost = send("a", 1);
    confirms.returned(sent, "a");
    confirms.nacked(sent, 1, false);
    assertThat(failure(lost)).isInstanceOf(UnroutableException.class);
  }

  @Test
  void ofTwoFramesWithOneIdEachReturnTakesOne() {
    CompletableFuture<Void> first = send("a", 1);
    CompletableFuture<Void> second = send("a", 2);
    confirms.returned(sent, "a");
    confirms.acked(sent, 2, true);
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
  }

  @Test
  void anAnswerIsForTheFramesOfItsChannelAlone() {
    Confirms.Sent other = new Confirms.Sent();
    CompletableFuture<Void> before = send("a", 1);
    CompletableFuture<Void> after = send(confirms, other, "b", 1);
    CompletableFuture<Void> again = send(confirms, other, "a", 2);
    confirms.returned(other, "a");
    confirms.acked(other, 2, true);
    assertThat(after).isCompleted();
    assertThat(failure(again)).isInstanceOf(UnroutableException.class);
    assertThat(before).isNotDone();
    assertThat(confirms.isSettled(other)).isTrue();
    assertThat(confirms.isSettled(sent)).isFalse();
    confirms.acked(sent, 1, false);
    assertThat(before).isCompleted();
    assertThat(confirms.isSettled(sent)).isTrue();
  }

  @Test
  void aChannelRefusesOnceAConfirmHasNotComeInTimeAndItsOtherFramesKeepTheirs() {
    CompletableFuture<Void> owed = send("a", 1);
    advance(60);
    CompletableFuture<Void> late = send("b", 2);
    advance(40);
    confirms.expire();
    assertThat(failure(owed)).isInstanceOf(ConfirmTimeoutException.class);
    assertThat(confirms.refuses(sent)).isTrue();
    assertThat(late).isNotDone();
    confirms.acked(sent, 2, true);
    assertThat(late).isCompleted();
    assertThat(confirms.refuses(sent)).isFalse();
  }

  @Test
  void timesOutButNotWhileBlocked() {
    CompletableFuture<Void> frame = send("a", 1);
    advance(60);
    confirms.blocked(true);
    advance(1000);
    confirms.expire();
    assertThat(frame).isNotDone();
    assertThat(confirms.tryAdmit(Samples.frame("b"))).isNull();
    confirms.blocked(false);
    advance(39);
    confirms.expire();
    assertThat(frame).isNotDone();
    advance(1);
    confirms.expire();
    assertThat(failure(frame))
        .isInstanceOf(ConfirmTimeoutException.class)
        .hasMessageContaining("100 ms");
    confirms.acked(sent, 1, false); // too late, and harmless
    assertThat(confirms.outstanding()).isZero();
  }

  @Test
  void aFrameThatHasTimedOutIsNotWritten() throws Exception {
    confirms.tryAdmit(Samples.frame("late"));
    Confirms.Pending taken = confirms.next();
    confirms.tryAdmit(Samples.frame("later"));
    advance(100);
    confirms.expire();
    assertThat(confirms.sending(taken, sent, 1)).isFalse();
    assertThat(confirms.refuses(sent)).as("nothing was sent there").isFalse();
    Confirms.Pending fresh = confirms.tryAdmit(Samples.frame("fresh"));
    assertThat(confirms.next()).isSameAs(fresh);
  }

  @Test
  void onceEndedItTakesNoMoreButWhatIsThereMayBeConfirmed() throws Exception {
    CompletableFuture<Void> before = send("a", 1);
    Confirms.Pending unsent = confirms.tryAdmit(Samples.frame("b"));
    send("c", 2);
    CompletableFuture<Confirms.Pending> waiter = CompletableFuture.supplyAsync(this::admit);
    confirms.end();
    assertThat(failure(waiter.get(5, TimeUnit.SECONDS).future))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageEndingWith("the publisher was closed");
    assertThat(before).isNotDone();
    assertThat(confirms.next()).isSameAs(unsent);
    confirms.acked(sent, 1, false);
    assertThat(before).isCompleted();
  }

  @Test
  void aTimeBeyondAllBoundsIsForEver() throws Exception {
    Duration millennium = Duration.ofDays(365_250);
    PublisherConfig config = new PublisherConfig(Topology.DEFAULT, 3, millennium);
    Confirms patient = new Confirms(config, false, nanos::get, Runnable::run);
    CompletableFuture<Void> frame = send(patient, sent, "a", 1);
    advance(TimeUnit.DAYS.toMillis(1));
    patient.expire();
    assertThat(frame).isNotDone();
    patient.acked(sent, 1, false);
    assertThat(patient.awaitNone(millennium)).isTrue();
  }

  @Test
  void aLossFailsWhatWaitsAndWhatComes() throws Exception {
    CompletableFuture<Void> before = send("a", 1);
    confirms.lost("gone", null);
    confirms.lost("second reason", null);
    Confirms.Pending after = confirms.admit(Samples.frame("b"));
    assertThat(failure(before))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageEndingWith("gone");
    assertThat(failure(after.future))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageEndingWith("gone");
    assertThat(confirms.sending(after, sent, 2)).isFalse();
    assertThat(confirms.next()).isNull();
    assertThat(confirms.awaitNone(Duration.ZERO)).isTrue();
  }

  @Test
  void aWaiterForRoomWakesUpOnLoss() throws Exception {
    for (int i = 1; i <= 3; i++) send("f" + i, i);
    CompletableFuture<Confirms.Pending> waiter = CompletableFuture.supplyAsync(this::admit);
    confirms.lost("gone", null);
    assertThat(failure(waiter.get(5, TimeUnit.SECONDS).future))
        .isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void whereReturnsFollowNacksANackWaitsForOne() {
    Confirms late = confirms(true);
    CompletableFuture<Void> unroutable = send(late, sent, "a", 1);
    CompletableFuture<Void> refused = send(late, sent, "b", 2);
    late.nacked(sent, 2, true);
    assertThat(unroutable).isNotDone();
    late.returned(sent, "a");
    assertThat(failure(unroutable)).isInstanceOf(UnroutableException.class);
    advance(49);
    late.expire();
    assertThat(refused).isNotDone();
    advance(1);
    late.expire();
    assertThat(failure(refused)).isInstanceOf(NackedException.class);
  }

  private Confirms confirms(boolean returnsFollowNacks) {
    PublisherConfig config = new PublisherConfig(Topology.DEFAULT, 3, Duration.ofMillis(100));
    return new Confirms(config, returnsFollowNacks, nanos::get, Runnable::run);
  }

  private Confirms.Pending admit() {
    try {
      return confirms.admit(Samples.frame("waiter"));
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private CompletableFuture<Void> send(String id, long number) {
    return send(confirms, sent, id, number);
  }

  private static CompletableFuture<Void> send(
      Confirms confirms, Confirms.Sent on, String id, long number) {
    Confirms.Pending pending = confirms.tryAdmit(Samples.frame(id));
    assertThat(confirms.sending(pending, on, number)).isTrue();
    return pending.future;
  }

  private void advance(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static Throwable failure(CompletableFuture<?> future) {
    try {
      future.get(1, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      return e;
    }
  }
}
