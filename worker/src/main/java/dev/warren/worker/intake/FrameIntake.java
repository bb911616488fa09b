package dev.warren.worker.intake;

import com.rabbitmq.client.AlreadyClosedException;
import dev.warren.protocol.BrokerException;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionPart;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.Held;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries from the model's queue and hands them over as tickets, on one session with the
 * broker after the other. What cannot be understood ends here as failed; it never ends the loop.
 * Thread-safe.
 */
public final class FrameIntake implements SessionPart, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FrameIntake.class);

  private enum Obstacle {
    /** No lane runs frames. */
    LANES,
    /** Somebody wants no more frames taken. */
    QUIET,
    /** The worker stops. */
    CLOSED
  }

  /** Held by who begins or pauses the consumers; deliveries never take it. */
  private final Object changing = new Object();

  private final Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);
  private final IntakeConfig config;
  private final Sessions sessions;
  private volatile IntakeSession current;

  /**
   * Takes nothing before a session begins.
   *
   * @param moves takes frames elsewhere
   * @param next takes well-formed frames
   * @param ended takes the outcome of the others
   */
  public FrameIntake(
      IntakeConfig config,
      TicketReader reader,
      Moves moves,
      Consumer<Ticket> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.config = config;
    this.sessions =
        broker -> new IntakeSession(broker, config, reader, moves, next, ended, metrics);
  }

  private interface Sessions {
    IntakeSession open(Broker broker) throws IOException;
  }

  @Override
  public void begin(Broker broker) throws IOException {
    synchronized (changing) {
      current = sessions.open(broker);
      if (obstacles.isEmpty()) current.begin();
    }
  }

  @Override
  public void end() {
    IntakeSession session = current;
    if (session != null) session.abandon();
  }

  @Override
  public void check() throws IOException {
    IntakeSession session = current;
    if (session != null) session.check();
  }

  /**
   * Takes no more frames until {@link #resume}; those that the client had already read are handed
   * over before this returns. The channel stays, and frames at hand can be settled.
   */
  public void pause() {
    obstruct(Obstacle.LANES);
  }

  /** Consumes again, unless something else is in the way. */
  public void resume() {
    clear(Obstacle.LANES);
  }

  /** Takes no more frames, for good; those at hand are finished as ever. */
  public void quiet() {
    obstruct(Obstacle.QUIET);
  }

  private void obstruct(Obstacle obstacle) {
    synchronized (changing) {
      obstacles.add(obstacle);
      if (current != null) current.pause();
    }
  }

  private void clear(Obstacle obstacle) {
    synchronized (changing) {
      obstacles.remove(obstacle);
      if (current == null || !obstacles.isEmpty()) return;
      try {
        current.begin();
      } catch (IOException | AlreadyClosedException | BrokerException e) {
        log.debug("the session goes; the next one consumes", e);
      }
    }
  }

  /** Frames taken and not settled yet. */
  public int inFlight() {
    IntakeSession session = current;
    return session == null ? 0 : session.inFlight();
  }

  /** The same, with their size and their age. */
  public Held held() {
    IntakeSession session = current;
    return session == null ? Held.NOTHING : session.held();
  }

  /** Whether there is a consumer on the queue. */
  public boolean isConsuming() {
    IntakeSession session = current;
    return session != null && session.isConsuming();
  }

  /** Frames that may be taken and not settled. */
  public int prefetchLimit() {
    IntakeSession session = current;
    return session != null && session.isWide() ? config.choice() : config.prefetch();
  }

  /** What is held and may be, and what the broker says of the queue: it is asked by this. */
  public PipelineLoad.Intake load() {
    IntakeSession session = current;
    return new PipelineLoad.Intake(
        inFlight(), prefetchLimit(), session == null ? QueueReading.NONE : session.readQueue());
  }

  /**
   * Stops taking frames and waits for those at hand to be answered and acked, for the drain timeout
   * at most. What is left then goes back to the queue when the connection closes.
   */
  @Override
  public void close() {
    IntakeSession session;
    synchronized (changing) {
      obstacles.add(Obstacle.CLOSED);
      session = current;
    }
    if (session != null) session.close();
  }
}
