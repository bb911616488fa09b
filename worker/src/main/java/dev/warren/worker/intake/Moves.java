package dev.warren.worker.intake;

import dev.warren.common.Daemons;
import dev.warren.protocol.Topology;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionPart;
import dev.warren.worker.broker.SingleSends;
import dev.warren.worker.flow.Move;
import dev.warren.worker.metrics.FirstWarning;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes frames to where they go instead of back to their queue. One after the other, each
 * confirmed before the next. What waits is bounded by the prefetch.
 */
public final class Moves implements SessionPart, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Moves.class);
  private static final long CLOSE_SECONDS = 5;
  private static final long BLOCKED_MS = 50;
  private static final long LANE_KNOWN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Topology topology;
  private final String model;
  private final String origin;
  private final WorkerMetrics metrics;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Daemons.named("moves"));
  private final FirstWarning refusedMoves = new FirstWarning(log, "such frames");
  private volatile SingleSends current;
  private boolean laneServed;
  private long laneLookedAtNanos = System.nanoTime() - LANE_KNOWN_NANOS;

  /**
   * Opens its channel with the first frame of a session.
   *
   * @param origin the queue that the frames come from
   */
  public Moves(Topology topology, String model, String origin, WorkerMetrics metrics) {
    this.topology = topology;
    this.model = model;
    this.origin = origin;
    this.metrics = metrics;
  }

  @Override
  public void begin(Broker session) {
    current = new SingleSends(session::openReplyChannel, session::isBlocked);
  }

  /**
   * Completes with whether the broker has the frame there; never fails.
   *
   * @param stale whether the frame's session is gone, and the broker delivers it again
   */
  CompletableFuture<Boolean> send(CarriedFrame frame, Move move, BooleanSupplier stale) {
    try {
      return CompletableFuture.supplyAsync(() -> isTaken(frame, move, stale), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(false);
    }
  }

  private boolean isTaken(CarriedFrame frame, Move move, BooleanSupplier stale) {
    if (stale.getAsBoolean()) return false;
    SingleSends sends = current;
    try {
      // Not answered in time it would count as refused, and a suspect would run beside the others.
      while (sends.isBlocked()) {
        if (stale.getAsBoolean()) return false;
        TimeUnit.MILLISECONDS.sleep(BLOCKED_MS);
      }
      if (move.place() == Move.Place.QUARANTINE && !isLaneServed(sends)) return false;
      String why =
          sends.send(
              exchange(move, frame.tries()),
              frame.routingKey(),
              frame.moved(move, origin),
              frame.body());
      if (why == null) metrics.frameMoved(move);
      else if (!stale.getAsBoolean()) refused(move, why);
      return why == null;
    } catch (IOException | RuntimeException e) {
      if (!stale.getAsBoolean()) refused(move, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private void refused(Move move, String why) {
    metrics.moveRefused(move);
    refusedMoves.warn("a frame could not be moved to {} ({})", exchange(move, 1), why);
  }

  private String exchange(Move move, int tries) {
    return switch (move.place()) {
      case RETRY -> topology.retryQueue(Topology.retryDelay(tries));
      case QUARANTINE -> topology.quarantineExchange();
      case DEAD_LETTERS -> topology.deadLetterExchange();
    };
  }

  /** Where nobody takes frames out of quarantine they would wait for ever. */
  private boolean isLaneServed(SingleSends sends) throws IOException {
    long now = System.nanoTime();
    if (now - laneLookedAtNanos < LANE_KNOWN_NANOS) return laneServed;
    laneLookedAtNanos = now;
    laneServed = false; // also if the next line throws
    laneServed = sends.channel().consumerCount(topology.quarantineQueue(model)) > 0;
    return laneServed;
  }

  /** What is under way is finished, for 5 seconds at most. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) thread.shutdownNow();
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
