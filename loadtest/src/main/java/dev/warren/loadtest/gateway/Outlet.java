package dev.warren.loadtest.gateway;

import dev.warren.protocol.FrameRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where frames leave the gateway: {@code FramePublisher::tryPublish}. */
@FunctionalInterface
public interface Outlet {
  /** A future that completes with the broker's confirm; empty if there is no room now. */
  Optional<CompletableFuture<Void>> tryPublish(FrameRequest frame);
}
