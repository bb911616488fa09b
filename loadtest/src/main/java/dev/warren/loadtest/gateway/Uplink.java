package dev.warren.loadtest.gateway;

import dev.warren.loadtest.Reconnecting;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The way to the broker, which outlives its connections. Takes nothing while there is none. */
final class Uplink implements Outlet, AutoCloseable {
  private final Reconnecting<Session> sessions;
  private final Consumer<Boolean> blocked;

  private record Session(FramePublisher publisher) implements Reconnecting.Session {
    @Override
    public CompletableFuture<?> closed() {
      return publisher.closed();
    }

    @Override
    public void close() {
      publisher.close();
    }
  }

  private Uplink(Reconnecting<Session> sessions, Consumer<Boolean> blocked) {
    this.sessions = sessions;
    this.blocked = blocked;
  }

  /**
   * @param startupTimeout how long the first connection may take to come about
   * @param news hears, in a line each, that a connection is lost and that there is another one
   * @param meantime what became of frames in between
   * @param blocked hears whether the broker takes nothing for lack of memory or disk
   * @throws dev.warren.protocol.BrokerException if there is no connection to begin with
   */
  static Uplink open(
      Supplier<FramePublisher> opening,
      Duration startupTimeout,
      Consumer<String> news,
      String meantime,
      Consumer<Boolean> blocked) {
    return new Uplink(
        Reconnecting.open(
            () -> new Session(opening.get()), startupTimeout, news, meantime, lost -> {}),
        blocked);
  }

  @Override
  public Optional<CompletableFuture<Void>> tryPublish(FrameRequest frame) {
    // One that is lost is there for another moment, and would cost each frame one of its tries.
    Optional<FramePublisher> open =
        sessions.now().map(Session::publisher).filter(FramePublisher::isOpen);
    Optional<CompletableFuture<Void>> confirm = open.flatMap(p -> p.tryPublish(frame));
    open.ifPresent(publisher -> blocked.accept(confirm.isEmpty() && publisher.blocked()));
    return confirm;
  }

  /** Completes when its user turns out to have no right to publish. */
  CompletableFuture<Void> ended() {
    return sessions.ended();
  }

  /** Waits for confirms that are under way. */
  void flush(Duration timeout) throws InterruptedException {
    Optional<Session> open = sessions.now();
    if (open.isPresent()) open.get().publisher().flush(timeout);
  }

  /**
   * @throws dev.warren.cli.CommandException saying why there is no connection, if there is none
   */
  void requireOpen() {
    sessions.requireOpen();
  }

  @Override
  public void close() {
    sessions.close();
  }
}
