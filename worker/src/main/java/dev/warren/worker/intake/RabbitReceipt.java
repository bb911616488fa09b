package dev.warren.worker.intake;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A delivery tag of one session's channel. */
final class RabbitReceipt implements Receipt {
  private static final Logger log = LoggerFactory.getLogger(RabbitReceipt.class);

  private enum State {
    OPEN,
    SETTLED,
    /** The session went first: the broker delivers the frame again. */
    LOST
  }

  private final Channel channel;
  private final long tag;
  private final long receivedNanos = System.nanoTime();
  private final InFlight inFlight;
  private final CarriedFrame frame;
  private final Moves moves;
  private final WorkerMetrics metrics;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  RabbitReceipt(
      Channel channel,
      long tag,
      InFlight inFlight,
      CarriedFrame frame,
      Moves moves,
      WorkerMetrics metrics) {
    this.channel = channel;
    this.tag = tag;
    this.inFlight = inFlight;
    this.frame = frame;
    this.moves = moves;
    this.metrics = metrics;
    inFlight.add(this);
  }

  @Override
  public void ack() {
    settle(
        () -> channel.basicAck(tag, false),
        () -> metrics.frameAcked(System.nanoTime() - receivedNanos));
  }

  @Override
  public void requeue() {
    settle(() -> channel.basicNack(tag, false, true), metrics::frameRequeued);
  }

  @Override
  public boolean isStale() {
    return state.get() == State.LOST;
  }

  @Override
  public int tries() {
    return frame.tries();
  }

  @Override
  public int redeliveries() {
    return frame.redeliveries();
  }

  @Override
  public int losses() {
    return frame.losses();
  }

  @Override
  public CompletableFuture<Boolean> send(Move move) {
    return moves.send(frame, move, this::isStale);
  }

  private interface Settlement {
    void send() throws IOException;
  }

  private void settle(Settlement settlement, Runnable settledEvent) {
    if (!state.compareAndSet(State.OPEN, State.SETTLED)) {
      if (isStale()) return;
      throw new IllegalStateException("delivery " + tag + " was settled already");
    }
    try {
      settlement.send();
      settledEvent.run();
    } catch (IOException | AlreadyClosedException e) {
      metrics.settlementLost();
      log.debug("delivery {} not settled", tag, e);
    } finally {
      inFlight.remove(this);
    }
  }

  /** Of the message's body. */
  int sizeBytes() {
    return frame.body().length;
  }

  long receivedNanos() {
    return receivedNanos;
  }

  /** The session is gone. */
  void lose() {
    if (!state.compareAndSet(State.OPEN, State.LOST)) return;
    metrics.settlementLost();
    inFlight.remove(this);
  }
}
