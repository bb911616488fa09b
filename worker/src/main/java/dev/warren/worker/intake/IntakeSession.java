package dev.warren.worker.intake;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.BrokerProblems;
import dev.warren.protocol.MalformedFrameException;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.Held;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The intake on one session: its channel, its consumers and the frames that came. Thread-safe. */
final class IntakeSession {
  private static final Logger log = LoggerFactory.getLogger(IntakeSession.class);
  private static final long ACKS_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  private final Broker broker;
  private final Channel channel;
  private final IntakeConfig config;
  private final TicketReader reader;
  private final Moves moves;
  private final Consumer<Ticket> next;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final InFlight inFlight = new InFlight();
  private final Consumption consumption;
  private final QueueWait wait = new QueueWait(System::nanoTime);
  private final DeliveryWatch watch = new DeliveryWatch(System::nanoTime);
  private final QueueProbe queue;

  /** Takes nothing before {@link #begin}. */
  IntakeSession(
      Broker broker,
      IntakeConfig config,
      TicketReader reader,
      Moves moves,
      Consumer<Ticket> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics)
      throws IOException {
    this.broker = broker;
    this.config = config;
    this.reader = reader;
    this.moves = moves;
    this.next = next;
    this.ended = ended;
    this.metrics = metrics;
    this.channel = broker.openConsumeChannel();
    this.queue = new QueueProbe(broker.openCheckChannel(), config.queue());
    this.consumption = new Consumption(channel, config, new Deliveries());
    broker.lost().thenRun(inFlight::abandon);
  }

  /**
   * Consumes, unless it does already.
   *
   * @throws BrokerException when the broker lets us not consume
   */
  void begin() throws IOException {
    try {
      consumption.begin();
    } catch (IOException e) {
      IOException cause = explained(e);
      broker.fail(cause);
      throw cause;
    }
  }

  /** The broker answers by closing the channel; its words are in the cause. */
  private static IOException explained(IOException e) {
    if (e.getCause() instanceof ShutdownSignalException signal && BrokerProblems.isDenied(signal)) {
      throw new BrokerException(BrokerException.Kind.PERMISSION, BrokerProblems.losing(signal), e);
    }
    return e;
  }

  /** Returns when the last frame has been handed over. */
  void pause() {
    try {
      consumption.pause();
    } catch (IOException e) {
      broker.fail(e);
    } catch (AlreadyClosedException e) {
      log.debug("consumers were gone already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void widen() {
    try {
      consumption.widen();
    } catch (IOException e) {
      broker.fail(e);
    } catch (AlreadyClosedException e) {
      log.debug("no second consumer", e);
    }
  }

  int inFlight() {
    return inFlight.size();
  }

  Held held() {
    return inFlight.held();
  }

  boolean isConsuming() {
    return consumption.isRunning() && !inFlight.isAbandoned();
  }

  /** What is known of the queue; asks the broker and does not wait. */
  QueueReading readQueue() {
    return queue.read();
  }

  boolean isWide() {
    return consumption.isWide();
  }

  /** Frames that came in this session can be settled no more. */
  void abandon() {
    inFlight.abandon();
  }

  /**
   * Ends a session whose consumers get nothing although frames wait in the queue, as happens after
   * some faults of the broker. Asks only when nothing has come for long.
   *
   * @throws IOException when the queue does not answer
   */
  void check() throws IOException {
    if (!consumption.isRunning()) {
      watch.delivered();
      return;
    }
    if (!watch.isQuietFor(config.stallAfter())) return;
    boolean hasRoom = inFlight.size() < config.prefetch();
    if (!watch.isStalled(isWaiting() && hasRoom)) return;
    broker.fail(
        new IOException(
            "frames wait in queue %s, and for %d s the broker has delivered none"
                .formatted(config.queue(), config.stallAfter().toSeconds())));
  }

  /** Whether frames wait in the queue that nobody gets. */
  private boolean isWaiting() throws IOException {
    Channel asked = broker.openCheckChannel();
    try {
      // A node that is cut off from a queue's others counts 0. A get only the queue itself answers.
      boolean isWaiting =
          asked.queueDeclarePassive(config.queue()).getMessageCount() > 0
              || asked.basicGet(config.queue(), false) != null;
      asked.abort();
      return isWaiting;
    } catch (IOException e) {
      if (!isLocked(e)) throw e;
      log.debug("queue not asked", e); // one with a single active consumer may not be
      return false;
    }
  }

  private static boolean isLocked(IOException e) {
    return e.getCause() instanceof ShutdownSignalException signal
        && signal.getReason() instanceof AMQP.Channel.Close close
        && close.getReplyCode() == AMQP.RESOURCE_LOCKED;
  }

  /** As {@link FrameIntake#close} says. */
  void close() {
    boolean wasGone = inFlight.isAbandoned();
    try {
      endConsumption();
      if (inFlight.size() > 0) {
        log.info(
            "stopping: finishing {} frames, for {} s at most",
            inFlight.size(),
            config.drainTimeout().toSeconds());
      }
      if (!awaitSettled()) {
        if (!wasGone) leave(inFlight.isAbandoned() ? inFlight.abandonedSize() : inFlight.size());
        if (inFlight.isAbandoned()) log.warn("the session is gone: what was held goes back");
      }
      channel.close();
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      log.debug("consumer was gone already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Frames at hand are finished, or counted, also where the broker does not answer. */
  private void endConsumption() throws InterruptedException {
    try {
      consumption.end();
    } catch (IOException | AlreadyClosedException e) {
      log.debug("consumers were gone already", e);
    }
  }

  /**
   * Waits until every frame is settled, for the drain timeout at most, those included that a quorum
   * queue sends after all.
   */
  private boolean awaitSettled() throws InterruptedException {
    long end = System.nanoTime() + config.drainTimeout().toNanos();
    boolean isEmpty;
    do {
      isEmpty = inFlight.awaitEmpty(Duration.ofNanos(end - System.nanoTime()));
      awaitAcksApplied();
    } while (isEmpty && inFlight.size() > 0);
    return isEmpty;
  }

  private void leave(int frames) {
    if (frames == 0) return;
    metrics.framesLeft(frames);
    log.warn("{} unfinished frames go back to {}", frames, config.queue());
  }

  /**
   * RabbitMQ holds back acks of a quorum queue while the queue is behind, and forgets them when the
   * channel closes: frames that were answered would be delivered again.
   */
  private void awaitAcksApplied() throws InterruptedException {
    long left = ACKS_NANOS - inFlight.quietNanos();
    if (left > 0 && !inFlight.isAbandoned()) TimeUnit.NANOSECONDS.sleep(left);
  }

  private final class Deliveries extends DefaultConsumer {
    Deliveries() {
      super(IntakeSession.this.channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      try {
        take(envelope, properties, body);
      } catch (Throwable t) {
        // The client would close the channel as if we had, and nobody would consume any more.
        log.error("delivery {} ends the session", envelope.getDeliveryTag(), t);
        broker.fail(t);
      }
      wait.handled();
    }

    private void take(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      if (inFlight.isAbandoned()) return; // read before the session went; it comes again
      watch.delivered();
      metrics.frameReceived(body.length, envelope.isRedeliver());
      CarriedFrame frame = new CarriedFrame(envelope, properties, body);
      RabbitReceipt receipt =
          new RabbitReceipt(
              getChannel(), envelope.getDeliveryTag(), inFlight, frame, moves, metrics);
      int limit = isWide() ? config.choice() : config.prefetch();
      long waitMs = wait.longestMs(inFlight.size(), inFlight.settled(), limit);
      boolean mustWiden = false;
      try {
        Ticket ticket = reader.read(frame, receipt, waitMs);
        boolean full = inFlight.size() >= config.prefetch();
        next.accept(ticket);
        mustWiden = full && ticket.maySkip() && config.choice() > config.prefetch();
      } catch (MalformedFrameException e) {
        ended.accept(reader.refusal(e, frame, receipt));
      } catch (RuntimeException e) {
        // A throwing callback would close the channel and punish every frame that it holds.
        log.error("delivery {} not taken", envelope.getDeliveryTag(), e);
        ended.accept(reader.internalFailure(e, frame, receipt));
      }
      if (mustWiden) widen();
    }

    /** From here on what is ready comes at once, however far away the broker is. */
    @Override
    public void handleConsumeOk(String tag) {
      wait.begun();
    }

    @Override
    public void handleCancelOk(String tag) {
      consumption.cancelled();
    }

    @Override
    public void handleCancel(String tag) {
      consumption.cancelled();
      metrics.consumerCancelled();
      broker.fail(
          new IOException(
              "the broker ended the consumer: was queue " + config.queue() + " deleted?"));
    }
  }
}
