package dev.warren.loadtest.gateway;

import dev.warren.protocol.FrameRequest;
import java.util.ArrayDeque;
import java.util.Deque;

/** Frames that the broker has no room for yet. Used by one thread. */
final class Outbox {
  private final Deque<FrameRequest> waiting = new ArrayDeque<>();
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
    if (waiting.size() == capacity) {
      listener.dropped(waiting.removeFirst());
    }
    waiting.addLast(frame);
  }

  /** Publishes, oldest first, what the publisher takes now. Returns whether anything is left. */
  boolean drain() {
    while (!waiting.isEmpty() && publish(waiting.peekFirst())) {
      waiting.removeFirst();
    }
    return !waiting.isEmpty();
  }

  /** Gives up what still waits. */
  void dropAll() {
    waiting.forEach(listener::dropped);
    waiting.clear();
  }

  private boolean publish(FrameRequest frame) {
    var confirm = outlet.tryPublish(frame);
    if (confirm.isEmpty()) {
      return false;
    }
    confirm
        .get()
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                listener.confirmed(frame);
              } else {
                listener.failed(frame, failure);
              }
            });
    return true;
  }
}
