package dev.warren.worker.publish;

import dev.warren.common.Daemons;
import dev.warren.protocol.ForeignText;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.Timings;
import dev.warren.protocol.Topology;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionPart;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.BusyTime;
import dev.warren.worker.metrics.FirstWarning;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.publish.Outlet.Fate;
import dev.warren.worker.publish.Pending.Route;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door for everything that leaves the worker. A reply is published with confirms; once the
 * broker has it, the frame is acked. A refused or unanswered reply is sent again with the same id;
 * when that does not help, the frame goes back to its queue. Thread-safe.
 *
 * <p>Replies to queues that requesters named leave by channels of their own, which such a request
 * may break without breaking the worker.
 */
public final class ResultPublisher implements SessionPart, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);

  /** Bounds the ledger where results are large: ten thousand usual ones take a third of it. */
  private static final long LEDGER_BYTES = 32L << 20;

  private final PublishConfig config;
  private final Identity identity;
  private final LongConsumer replyNanos;
  private final WorkerMetrics metrics;
  private final DirectReplies directReplies = new DirectReplies();
  private final Ledger ledger;
  private final FirstWarning undelivered = new FirstWarning(log, "such replies");
  private final FirstWarning lateFrames = new FirstWarning(log, "such frames");
  private final FirstWarning reusedIds = new FirstWarning(log, "such frames");
  private final BusyTime sending = new BusyTime();
  private final AtomicInteger unconfirmed = new AtomicInteger();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("publish-timer"));
  private volatile PublishSession current;

  /** Whether a session has ended for want of confirms, and there has been none since. */
  private volatile boolean leftMuteNode;

  public record Identity(Topology topology, String worker, String engine) {}

  private ResultPublisher(
      PublishConfig config, Identity identity, LongConsumer replyNanos, WorkerMetrics metrics) {
    this.config = config;
    this.identity = identity;
    this.replyNanos = replyNanos;
    this.metrics = metrics;
    this.ledger = new Ledger(config.ledger(), LEDGER_BYTES);
  }

  /**
   * Sends nothing before a session begins.
   *
   * @param replyNanos learns how long the broker took to confirm each reply
   */
  public static ResultPublisher start(
      PublishConfig config, Identity identity, LongConsumer replyNanos, WorkerMetrics metrics) {
    ResultPublisher publisher = new ResultPublisher(config, identity, replyNanos, metrics);
    long sweepMs = Math.max(10, Math.min(1_000, config.confirmTimeout().toMillis() / 4));
    publisher.timer.scheduleWithFixedDelay(
        publisher::sweep, sweepMs, sweepMs, TimeUnit.MILLISECONDS);
    return publisher;
  }

  @Override
  public void begin(Broker session) throws IOException {
    current = PublishSession.open(session);
  }

  @Override
  public void end() {
    PublishSession session = current;
    if (session != null) session.abandon();
  }

  @Override
  public void goOn() {
    PublishSession session = current;
    if (session != null) sendHeld(session);
  }

  /**
   * Sends the outcome, or keeps it while the broker reads nothing; returns before the broker has
   * it. One of a session that is gone is dropped: the frame comes again. Blocks while the socket is
   * full.
   */
  public void publish(Outcome outcome) {
    publish(outcome, ResultCodec.encode(outcome.result()));
  }

  /**
   * Answers a frame that comes again, although the broker has its result, with the same bytes. One
   * that has failed and is sent again by somebody, as out of the dead letters, is tried again.
   *
   * @return false if this worker knows of no result
   */
  public boolean answerAgain(Ticket ticket) {
    Optional<byte[]> body = ledger.find(ticket);
    if (body.isEmpty()) {
      if (ledger.knowsId(ticket)) idReused(ticket);
      return false;
    }
    FrameResult result = ResultCodec.decode(body.get());
    if (result instanceof FrameResult.Failed && ticket.reply().attempt() == 1) return false;
    metrics.replyReplayed();
    publish(new Outcome(ticket, result, null, Timings.NONE), body.get());
    return true;
  }

  /** Tells of a frame whose id another one has that is not the same. */
  public void idReused(Ticket ticket) {
    metrics.idReused();
    reusedIds.warn(
        "two different frames have the id '{}': each gets its own answer, under one id of the"
            + " results",
        ForeignText.shown(ticket.frame().requestId()));
  }

  private void publish(Outcome outcome, byte[] body) {
    if (outcome.ticket().receipt().isStale()) return;
    send(Pending.of(outcome, body, identity));
  }

  /** Replies that the broker owes an answer to, and how long threads were held up by sending. */
  public PipelineLoad.Publish load() {
    PublishSession session = current;
    boolean blocked = session != null && session.broker().isBlocked();
    return new PipelineLoad.Publish(unconfirmed.get(), sending.nanos(), blocked);
  }

  private void send(Pending pending) {
    PublishSession session = current;
    if (pending.isStale()) return;
    if (session.holds(pending)) {
      if (config.shedWhenBlocked()) shed(session);
      sendHeld(session); // it may read again since we looked
      return;
    }
    send(pending, session);
  }

  private void sendHeld(PublishSession session) {
    for (Pending held; (held = session.nextHeld()) != null; ) {
      if (!held.isStale()) send(held, session);
    }
  }

  /**
   * The one case in which a frame gets no reply: none can be sent, nobody wants it any more, and
   * the frame itself may be what fills the broker's disk. Acks get through, by the other
   * connection.
   */
  private void shed(PublishSession session) {
    for (Pending late : session.shedLate()) {
      if (late.isStale()) continue;
      lateFrames.warn(
          "frame '{}' is late and gets no reply, for the broker takes none",
          ForeignText.shown(late.outcome().ticket().frame().requestId()));
      // One that was refused before has been counted by its outcome.
      if (late.tries() == 1) metrics.frameShed();
      late.outcome().ticket().receipt().ack();
    }
  }

  private void ended(Outcome outcome) {
    metrics.frameEnded(outcome.result());
    metrics.frameTimed(outcome.timings());
    if (outcome.result() instanceof FrameResult.Detected detected) {
      metrics.frameDetected(outcome.ticket().image(), detected);
    }
  }

  private void send(Pending pending, PublishSession session) {
    if (pending.tries() == 1) ended(pending.outcome());
    long start = System.nanoTime();
    unconfirmed.incrementAndGet();
    sendNow(pending, session)
        .handle(
            (end, failure) -> {
              unconfirmed.decrementAndGet();
              if (failure != null) {
                log.error("reply {} cannot be sent", pending.resultId(), failure);
                pending.outcome().ticket().receipt().requeue();
              } else {
                settle(pending, end, System.nanoTime() - start);
              }
              return null;
            })
        .exceptionally(e -> notSettled(pending, e));
  }

  /** A bug, and nobody else would hear of it. */
  private static Object notSettled(Pending pending, Throwable cause) {
    log.error(
        "frame {} not settled", pending.outcome().ticket().frame().requestId(), cause.getCause());
    return null;
  }

  private CompletableFuture<Fate> sendNow(Pending pending, PublishSession session) {
    sending.begin();
    try {
      return switch (pending.route()) {
        case EXCHANGE -> session.sendToExchange(pending);
        case QUEUE -> session.sendToQueue(pending);
        case DIRECT -> directReplies.send(pending, session.broker());
      };
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      sending.end();
    }
  }

  private void settle(Pending pending, Fate fate, long nanos) {
    Ticket ticket = pending.outcome().ticket();
    switch (fate) {
      case CONFIRMED -> {
        if (pending.route() == Route.EXCHANGE) leftMuteNode = false;
        replyNanos.accept(nanos);
        metrics.replyConfirmed(nanos);
        Long captured = ticket.frame().capturedAtMs();
        if (captured != null) metrics.replyDated(System.currentTimeMillis() - captured);
        // Before the ack, which may be lost.
        if (!pending.isWorthRepeating()) ledger.keep(ticket, pending.body());
        ticket.receipt().ack();
      }
      case RETURNED -> undeliverable(pending, fate);
      case REFUSED -> repeat(pending);
      case CHANNEL_CLOSED -> {
        // The channel of the results takes the session with it.
        if (pending.route() != Route.EXCHANGE) undeliverable(pending, fate);
      }
      case SHED -> ticket.receipt().ack(); // counted by its outcome when it was sent
      case CONNECTION_LOST -> {
        if (pending.route() == Route.DIRECT && !pending.isStale()) undeliverable(pending, fate);
        // Else the session ends, and the broker still has the frame.
      }
    }
  }

  /** The requester is gone, or named a place where we may not write: there is no one to tell. */
  private void undeliverable(Pending pending, Fate fate) {
    metrics.replyReturned();
    undelivered.warn(
        "a reply to {} '{}' was not delivered ({})",
        pending.exchange().isEmpty() ? "queue" : "exchange " + pending.exchange(),
        ForeignText.shown(pending.routingKey()),
        fate);
    pending.outcome().ticket().receipt().ack();
  }

  private void repeat(Pending pending) {
    if (pending.isStale()) return;
    if (pending.tries() >= config.maxTries()) {
      log.warn("reply {} refused {} times", pending.resultId(), pending.tries());
      pending.outcome().ticket().receipt().requeue();
      return;
    }
    metrics.replyRepeated();
    try {
      timer.schedule(
          () -> send(pending.again()), config.backoffMs(pending.tries()), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      pending.outcome().ticket().receipt().requeue();
    }
  }

  private void sweep() {
    PublishSession session = current;
    if (session == null) return;
    session.refuseOlderThan(config.confirmTimeout().toNanos());
    leaveMuteNode(session);
    if (config.shedWhenBlocked()) shed(session);
  }

  /**
   * A node that never confirms anything may be cut off from the others. Where the next one does not
   * either it is the queues, and each end of a session counts against the frames that it held.
   */
  private void leaveMuteNode(PublishSession session) {
    Broker broker = session.broker();
    if (leftMuteNode || !session.isMute() || !broker.isOneOfSeveral()) return;
    leftMuteNode = true;
    broker.fail(
        new IOException(
            "no result was confirmed for %d s".formatted(config.confirmTimeout().toSeconds())));
  }

  /** To be called once no frame can be settled any more: waits for no confirm. */
  @Override
  public void close() {
    timer.shutdownNow();
    directReplies.close();
  }
}
