package dev.warren.quickstart;

import dev.warren.loadtest.gateway.GatewayListener;
import dev.warren.loadtest.gateway.UnreadableFrameException;
import dev.warren.protocol.FrameRequest;
import java.util.List;

/** Passes on to several listeners what a gateway has to say. */
record Listeners(List<GatewayListener> all) implements GatewayListener {
  @Override
  public void offered(FrameRequest frame) {
    all.forEach(listener -> listener.offered(frame));
  }

  @Override
  public void confirmed(FrameRequest frame) {
    all.forEach(listener -> listener.confirmed(frame));
  }

  @Override
  public void failed(FrameRequest frame, Throwable cause) {
    all.forEach(listener -> listener.failed(frame, cause));
  }

  @Override
  public void dropped(FrameRequest frame) {
    all.forEach(listener -> listener.dropped(frame));
  }

  @Override
  public void unreadable(UnreadableFrameException cause) {
    all.forEach(listener -> listener.unreadable(cause));
  }
}
