package dev.warren.loadtest.gateway;

import dev.warren.protocol.ConnectionLostException;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.NackedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Frames that the broker has no room for yet. One whose connection was lost before its confirm came
 * is sent again, under its id, for the broker may have it or not; where old frames are dropped it
 * is given up instead. So is one that the broker refuses, as a rule because its queue is full:
 * where there is waiting, it waits for room. Used by one thread; confirms may come on others.
 */
final class Outbox {
  private static final int MAX_TRIES = 3;

  /** How soon to ask again after a refusal. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /**
   * @param tries how many connections were lost with it
   * @param failure why it was not confirmed when it was sent last, or null
   */
  private record Waiting(FrameRequest frame, int tries, Throwable failure) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** In the order in which their confirms failed, which is the order in which they were sent. */
  private final Deque<Waiting> returned = new ConcurrentLinkedDeque<>();

  private final AtomicInteger unconfirmed = new AtomicInteger();
  private boolean goesAlone;

  /** Whether the broker has refused the last frame of which we know. */
  private volatile boolean isRefusing;

  private volatile long askAgainNanos;
  private final int capacity;
  private final OnFull onFull;
  private final Outlet outlet;
  private final GatewayListener listener;
  private final LongSupplier nanoClock;

  Outbox(
      int capacity,
      OnFull onFull,
      Outlet outlet,
      GatewayListener listener,
      LongSupplier nanoClock) {
    this.capacity = capacity;
    this.onFull = onFull;
    this.outlet = outlet;
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  /** Whether a new frame may be taken: always, if an old one may be dropped for it. */
  boolean hasRoom() {
    return onFull == OnFull.DROP || waiting.size() < capacity;
  }

  /** Takes a frame; where there is no room the oldest one is dropped. */
  void add(FrameRequest frame) {
    if (waiting.size() >= capacity) {
      giveUp(waiting.removeFirst());
    }
    waiting.addLast(new Waiting(frame, 0, null));
  }

  /** Publishes, oldest first, what the publisher takes now. Returns whether anything is left. */
  boolean drain() {
    for (Waiting frame; (frame = returned.pollLast()) != null; ) waiting.addFirst(frame);
    while (!waiting.isEmpty() && mayGo(waiting.peekFirst()) && publish(waiting.peekFirst())) {
      waiting.removeFirst();
    }
    return !waiting.isEmpty();
  }

  private boolean mayGo(Waiting next) {
    if (isRefusing && nanoClock.getAsLong() - askAgainNanos < 0) return false;
    return unconfirmed.get() == 0 || !goesAlone && !isRefusing && next.tries() == 0;
  }

  /** Whether every frame has left and has been answered for. */
  boolean isEmpty() {
    // In this order: a frame is returned before it no longer counts as unconfirmed.
    return waiting.isEmpty() && unconfirmed.get() == 0 && returned.isEmpty();
  }

  /** Gives up what still waits. */
  void dropAll() {
    waiting.forEach(this::giveUp);
    waiting.clear();
  }

  private void giveUp(Waiting last) {
    if (last.failure() == null) listener.dropped(last.frame());
    else listener.failed(last.frame(), last.failure());
  }

  private boolean publish(Waiting next) {
    var confirm = outlet.tryPublish(next.frame());
    if (confirm.isEmpty()) {
      return false;
    }
    goesAlone = next.tries() > 0;
    unconfirmed.incrementAndGet();
    confirm.get().whenComplete((nothing, failure) -> settle(next, failure));
    return true;
  }

  private void settle(Waiting sent, Throwable failure) {
    FrameRequest frame = sent.frame();
    if (failure == null) {
      isRefusing = false;
      listener.confirmed(frame);
    } else if (onFull == OnFull.WAIT && failure instanceof NackedException) {
      askAgainNanos = nanoClock.getAsLong() + PAUSE_NANOS;
      isRefusing = true;
      listener.refused(frame, failure);
      returned.addLast(new Waiting(frame, sent.tries(), failure));
    } else if (onFull == OnFull.WAIT
        && failure instanceof ConnectionLostException
        && sent.tries() + 1 < MAX_TRIES) {
      returned.addLast(new Waiting(frame, sent.tries() + 1, failure));
    } else {
      listener.failed(frame, failure);
    }
    unconfirmed.decrementAndGet();
  }
}
