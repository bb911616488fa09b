package dev.warren.loadtest.gateway;

import dev.warren.protocol.ConnectionLostException;
import dev.warren.protocol.FrameRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Frames that the broker has no room for yet. One whose connection was lost before its confirm came
 * is sent again, under its id, for the broker may have it or not; where old frames are dropped it
 * is given up instead. Used by one thread; confirms may come on others.
 */
final class Outbox {
  private static final int MAX_TRIES = 3;

  /**
   * @param tries how often it was sent before
   * @param lost what ended the last connection by which it was sent, or null
   */
  private record Waiting(FrameRequest frame, int tries, Throwable lost) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** In the order in which their confirms failed, which is the order in which they were sent. */
  private final Deque<Waiting> returned = new ConcurrentLinkedDeque<>();

  private final AtomicInteger unconfirmed = new AtomicInteger();
  private boolean goesAlone;
  private final int capacity;
  private final OnFull onFull;
  private final Outlet outlet;
  private final GatewayListener listener;

  Outbox(int capacity, OnFull onFull, Outlet outlet, GatewayListener listener) {
    this.capacity = capacity;
    this.onFull = onFull;
    this.outlet = outlet;
    this.listener = listener;
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
    return unconfirmed.get() == 0 || !goesAlone && next.tries() == 0;
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
    if (last.lost() == null) listener.dropped(last.frame());
    else listener.failed(last.frame(), last.lost()); // the broker may have it
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
    if (failure == null) {
      listener.confirmed(sent.frame());
    } else if (failure instanceof ConnectionLostException
        && onFull == OnFull.WAIT
        && sent.tries() + 1 < MAX_TRIES) {
      returned.addLast(new Waiting(sent.frame(), sent.tries() + 1, failure));
    } else {
      listener.failed(sent.frame(), failure);
    }
    unconfirmed.decrementAndGet();
  }
}
