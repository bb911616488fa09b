package dev.warren.loadtest.load;

import dev.warren.loadtest.arrival.Arrival;
import dev.warren.loadtest.arrival.Arrivals;
import dev.warren.loadtest.gateway.Refusal;
import dev.warren.protocol.FrameRequest;
import java.util.concurrent.CompletableFuture;

/**
 * Sends each frame at its intended time, or at once if that has passed: a sender that was held up
 * catches up, it leaves nothing out. Runs on one thread; an interrupt ends it.
 */
final class Sender implements Runnable {
  /** A stop comes at any moment: what is due just then is not owed yet. */
  private static final long LAG_NANOS = 20_000_000;

  /** Where frames leave: {@code FramePublisher::publish}. */
  @FunctionalInterface
  interface Outlet {
    /** Completes with the broker's confirm. Blocks while the broker takes no more. */
    CompletableFuture<Void> publish(FrameRequest frame) throws InterruptedException;
  }

  private final Arrivals arrivals;
  private final FrameMaker maker;
  private final Outlet outlet;
  private final Measurement measurement;
  private final RunClock clock;
  private final long endNanos;

  /**
   * @param endNanos frames that are due then or later do not leave
   */
  Sender(
      Arrivals arrivals,
      FrameMaker maker,
      Outlet outlet,
      Measurement measurement,
      RunClock clock,
      long endNanos) {
    this.arrivals = arrivals;
    this.maker = maker;
    this.outlet = outlet;
    this.measurement = measurement;
    this.clock = clock;
    this.endNanos = endNanos;
  }

  @Override
  public void run() {
    Arrival frame = null;
    try {
      frame = arrivals.next();
      while (frame.atNanos() < endNanos && !measurement.isFull()) {
        clock.awaitUntil(frame.atNanos());
        send(frame);
        frame = null;
        frame = arrivals.next();
      }
      // The window is as long as was asked for, even if its last frame is early.
      if (!measurement.isFull()) clock.awaitUntil(endNanos);
      measurement.endOfSending(clock.nanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      long now = clock.nanos();
      measurement.endOfSending(now);
      unsent(frame, Math.min(now - LAG_NANOS, endNanos));
    }
  }

  private void send(Arrival frame) throws InterruptedException {
    int index = measurement.published(frame);
    CompletableFuture<Void> confirm;
    try {
      confirm = outlet.publish(maker.frame(index, frame));
    } catch (InterruptedException e) {
      measurement.withdrawn();
      throw e;
    }
    long sentNanos = clock.nanos();
    measurement.sent(index, sentNanos);
    confirm.whenComplete(
        (nothing, failure) -> {
          if (failure == null) measurement.confirmed(index, sentNanos, clock.nanos());
          else measurement.refused(index, Refusal.of(failure));
        });
  }

  /** Counts the frames from this one on that should have left before then. */
  private void unsent(Arrival frame, long nanos) {
    try {
      for (Arrival due = frame; due != null && due.atNanos() < nanos; ) {
        Arrival next = arrivals.next();
        measurement.unsent(due.atNanos());
        due = next;
      }
    } catch (InterruptedException e) {
      // A closed loop, which owes nothing.
    }
  }
}
