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

  @Test
  void confirmsOneOrAllUpTo() {
    CompletableFuture<Void> one = send("a", 1);
    CompletableFuture<Void> two = send("b", 2);
    CompletableFuture<Void> three = send("c", 3);
    confirms.acked(2, false);
    assertThat(two).isCompleted();
    assertThat(one).isNotDone();
    confirms.acked(3, true);
    assertThat(one).isCompleted();
    assertThat(three).isCompleted();
    assertThat(confirms.outstanding()).isZero();
  }

  @Test
  void refusesRoomBeyondTheLimitUntilOneIsSettled() {
    for (int i = 1; i <= 3; i++) send("f" + i, i);
    assertThat(confirms.tryAdmit(Samples.frame("x"))).isNull();
    confirms.nacked(1, false);
    assertThat(confirms.tryAdmit(Samples.frame("x"))).isNotNull();
  }

  @Test
  void aReturnMakesTheConfirmUnroutable() {
    CompletableFuture<Void> lost = send("a", 1);
    CompletableFuture<Void> fine = send("b", 2);
    confirms.returned("a");
    confirms.returned("unknown");
    confirms.acked(2, true);
    assertThat(failure(lost))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContaining("yolo11n.gate-3");
    assertThat(fine).isCompleted();
  }

  @Test
  void aReturnFollowedByANackIsUnroutableToo() {
    CompletableFuture<Void> lost = send("a", 1);
    confirms.returned("a");
    confirms.nacked(1, false);
    assertThat(failure(lost)).isInstanceOf(UnroutableException.class);
  }

  @Test
  void ofTwoFramesWithOneIdEachReturnTakesOne() {
    CompletableFuture<Void> first = send("a", 1);
    CompletableFuture<Void> second = send("a", 2);
    confirms.returned("a");
    confirms.acked(2, true);
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompleted();
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
    confirms.acked(1, false); // too late, and harmless
    assertThat(confirms.outstanding()).isZero();
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
    assertThat(confirms.sending(after, 2)).isFalse();
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
    CompletableFuture<Void> unroutable = send(late, "a", 1);
    CompletableFuture<Void> refused = send(late, "b", 2);
    late.nacked(2, true);
    assertThat(unroutable).isNotDone();
    late.returned("a");
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
    return send(confirms, id, number);
  }

  private static CompletableFuture<Void> send(Confirms confirms, String id, long number) {
    Confirms.Pending pending = confirms.tryAdmit(Samples.frame(id));
    assertThat(confirms.sending(pending, number)).isTrue();
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
