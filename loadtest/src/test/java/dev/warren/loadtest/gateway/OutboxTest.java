package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.ConnectionLostException;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.NackedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an outbox does with frames whose connection was lost before they were confirmed. */
class OutboxTest {
  private final List<String> sent = new ArrayList<>();
  private final List<CompletableFuture<Void>> open = new ArrayList<>();
  private final List<String> confirmed = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private boolean isConnected = true;
  private long nanos;

  @Test
  void theyAreSentAgainInTheirOrder() {
    Outbox outbox = outbox(OnFull.WAIT);
    add(outbox, "a", "b", "c");
    loseConnection();
    assertThat(outbox.isEmpty()).as("they are still to be sent").isFalse();
    sent.clear();
    for (int i = 0; i < 3; i++) {
      outbox.drain();
      confirmAll();
    }
    assertThat(sent).containsExactly("a", "b", "c");
    assertThat(confirmed).containsExactly("a", "b", "c");
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void oneThatEndsEveryConnectionGoesAloneAndIsGivenUp() {
    Outbox outbox = outbox(OnFull.WAIT);
    add(outbox, "a", "hostile", "c");
    outbox.add(frame("new"));
    for (int i = 0; i < 10; i++) {
      if (sentNow().contains("hostile")) loseConnection();
      else confirmAll();
      outbox.drain();
    }
    assertThat(sent.stream().filter("hostile"::equals)).hasSize(3);
    assertThat(sent.stream().filter("c"::equals)).hasSize(2);
    assertThat(failed).containsExactly("hostile");
    assertThat(confirmed).containsExactly("a", "c", "new");
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void noNewFrameGoesWithOneThatMayEndTheConnection() {
    Outbox outbox = outbox(OnFull.WAIT);
    add(outbox, "hostile");
    loseConnection();
    add(outbox, "new");
    assertThat(sentNow()).containsExactly("hostile");
    loseConnection();
    outbox.drain();
    loseConnection();
    outbox.drain();
    confirmAll();
    assertThat(sent).containsExactly("hostile", "hostile", "hostile", "new");
    assertThat(confirmed).containsExactly("new");
  }

  @Test
  void whatFailsOtherwiseIsNotSentAgain() {
    Outbox outbox = outbox(OnFull.WAIT);
    add(outbox, "a");
    settle(new IllegalStateException("no confirm came"));
    assertThat(outbox.drain()).isFalse();
    assertThat(failed).containsExactly("a");
    assertThat(sent).containsExactly("a");
  }

  @Test
  void whereOldFramesAreDroppedTheyAreNotSentAgain() {
    Outbox outbox = outbox(OnFull.DROP);
    add(outbox, "a", "b");
    loseConnection();
    assertThat(outbox.drain()).isFalse();
    assertThat(failed).containsExactly("a", "b");
    assertThat(sent).hasSize(2);
  }

  @Test
  void whatWasSentBeforeIsNotCalledDroppedWhenItIsGivenUp() {
    Outbox outbox = outbox(OnFull.WAIT);
    add(outbox, "a");
    loseConnection();
    isConnected = false;
    add(outbox, "b");
    assertThat(outbox.isEmpty()).isFalse();
    outbox.dropAll();
    assertThat(failed).containsExactly("a");
    assertThat(dropped).containsExactly("b");
  }

  @Test
  void whatIsRefusedWaitsAndIsAskedAboutAloneUntilThereIsRoom() {
    Outbox outbox = outbox(OnFull.WAIT);
    add(outbox, "a", "b");
    settle(new NackedException("some"));
    outbox.add(frame("new"));
    sent.clear();
    assertThat(outbox.drain()).isTrue();
    assertThat(sent).isEmpty(); // not at once
    nanos += 1_000_000_000;
    outbox.drain();
    assertThat(sent).containsExactly("a");
    settle(new NackedException("some"));
    nanos += 1_000_000_000;
    outbox.drain();
    confirmAll();
    outbox.drain();
    confirmAll();
    assertThat(confirmed).containsExactly("a", "b", "new");
    assertThat(refused).containsExactly("a", "b", "a");
    assertThat(failed).isEmpty();
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void whatIsRefusedFailsWhereOldFramesAreDroppedOrNobodyWaitsAnyMore() {
    Outbox dropping = outbox(OnFull.DROP);
    add(dropping, "a");
    settle(new NackedException("some"));
    assertThat(failed).containsExactly("a");
    Outbox waiting = outbox(OnFull.WAIT);
    add(waiting, "b");
    settle(new NackedException("some"));
    waiting.drain();
    waiting.dropAll();
    assertThat(failed).containsExactly("a", "b");
    assertThat(dropped).isEmpty();
  }

  private Outbox outbox(OnFull onFull) {
    GatewayListener listener =
        new GatewayListener() {
          @Override
          public void confirmed(FrameRequest frame) {
            confirmed.add(frame.id());
          }

          @Override
          public void refused(FrameRequest frame, Throwable cause) {
            refused.add(frame.id());
          }

          @Override
          public void failed(FrameRequest frame, Throwable cause) {
            failed.add(frame.id());
          }

          @Override
          public void dropped(FrameRequest frame) {
            dropped.add(frame.id());
          }
        };
    return new Outbox(8, onFull, this::publish, listener, () -> nanos);
  }

  private Optional<CompletableFuture<Void>> publish(FrameRequest frame) {
    if (!isConnected) return Optional.empty();
    sent.add(frame.id());
    open.add(new CompletableFuture<>());
    return Optional.of(open.get(open.size() - 1));
  }

  private static void add(Outbox outbox, String... ids) {
    for (String id : ids) {
      outbox.add(frame(id));
      outbox.drain();
    }
  }

  /** Those that wait for their confirm. */
  private List<String> sentNow() {
    return sent.subList(sent.size() - open.size(), sent.size());
  }

  private void confirmAll() {
    settle(null);
  }

  private void loseConnection() {
    settle(new ConnectionLostException("some", "gone", null));
  }

  private void settle(Exception failure) {
    List<CompletableFuture<Void>> all = List.copyOf(open);
    open.clear();
    for (CompletableFuture<Void> confirm : all) {
      if (failure == null) confirm.complete(null);
      else confirm.completeExceptionally(failure);
    }
  }

  private static FrameRequest frame(String id) {
    return FrameRequest.builder(id, "demo", "camera", new byte[] {1})
        .contentType("image/jpeg")
        .build();
  }
}
