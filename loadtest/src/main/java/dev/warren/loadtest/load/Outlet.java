package dev.warren.loadtest.load;

import dev.warren.protocol.FrameRequest;
import java.util.concurrent.CompletableFuture;

/** Where frames leave: {@code FramePublisher::publish}. */
@FunctionalInterface
interface Outlet {
  /** Completes with the broker's confirm. Blocks while the broker takes no more. */
  CompletableFuture<Void> publish(FrameRequest frame) throws InterruptedException;
}
