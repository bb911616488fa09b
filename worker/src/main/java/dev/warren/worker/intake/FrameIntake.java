package dev.warren.worker.intake;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.MalformedFrameException;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries from the model's queue and hands them over as tickets. What cannot be understood
 * ends here as failed; it never ends the loop.
 */
public final class FrameIntake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FrameIntake.class);
  private static final long CANCEL_SECONDS = 5;
  private static final long ACKS_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  /** Consumer tags are unique on their channel, which is all that the protocol asks for. */
  private static final String FRAMES = "frames";

  private static final String CHOICE = "choice";

  private final Channel channel;
  private final IntakeConfig config;
  private final TicketReader reader;
  private final Consumer<Ticket> next;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final InFlight inFlight = new InFlight();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final Semaphore cancelled = new Semaphore(0);
  private final List<String> consumers = new ArrayList<>();
  private volatile boolean isWide;
  private boolean closing;

  private FrameIntake(
      Channel channel,
      IntakeConfig config,
      TicketReader reader,
      Consumer<Ticket> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.channel = channel;
    this.config = config;
    this.reader = reader;
    this.next = next;
    this.ended = ended;
    this.metrics = metrics;
  }

  /**
   * Starts to consume.
   *
   * @param next takes well-formed frames
   * @param ended takes the outcome of the others
   * @throws BrokerException when the broker lets us not consume
   */
  public static FrameIntake start(
      Broker broker,
      IntakeConfig config,
      TicketReader reader,
      Consumer<Ticket> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics)
      throws IOException {
    Channel channel = broker.openConsumeChannel();
    FrameIntake intake = new FrameIntake(channel, config, reader, next, ended, metrics);
    broker.lost().thenRun(intake.inFlight::abandon);
    try {
      intake.consume(FRAMES, config.prefetch());
    } catch (IOException e) {
      throw refused(e, config.queue());
    }
    return intake;
  }

  /** The prefetch is the consumer's, not the channel's. */
  private synchronized void consume(String tag, int prefetch) throws IOException {
    channel.basicQos(prefetch);
    channel.basicConsume(config.queue(), false, tag, new Deliveries());
    consumers.add(tag);
  }

  /**
   * A second consumer, once frames wait in the queue that may be skipped: to serve the latest of
   * each camera, or those that can still be in time, one has to see them.
   */
  private synchronized void widen() {
    if (closing || isWide) return;
    isWide = true; // tried once
    log.info("frames that may be skipped wait: holding up to {} of them", config.choice());
    try {
      consume(CHOICE, config.choice() - config.prefetch());
    } catch (IOException | RuntimeException e) {
      log.warn("no second consumer: {}", e.toString());
    }
  }

  /** The broker answers by closing the channel; its words are in the cause. */
  private static BrokerException refused(IOException e, String queue) {
    String said = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return new BrokerException(
        BrokerException.Kind.PERMISSION,
        "this user cannot consume from queue "
            + queue
            + ": grant read permission on it (rabbitmqctl set_permissions); the broker says: "
            + said,
        e);
  }

  /** Frames taken and not settled yet. */
  public int inFlight() {
    return inFlight.size();
  }

  /** Frames that may be taken and not settled. */
  public int prefetchLimit() {
    return isWide ? config.choice() : config.prefetch();
  }

  /** Completes when the broker ends the consumer, for example because the queue was deleted. */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  /**
   * Stops taking frames and waits for those at hand to be answered and acked, for the drain timeout
   * at most. What is left then goes back to the queue when the connection closes.
   */
  @Override
  public void close() {
    try {
      cancelAll();
      if (inFlight.size() > 0) {
        log.info(
            "stopping: finishing {} frames, for {} s at most",
            inFlight.size(),
            config.drainTimeout().toSeconds());
      }
      if (!inFlight.awaitEmpty(config.drainTimeout())) {
        log.warn("{} unfinished frames go back to {}", inFlight.size(), config.queue());
      }
      awaitAcksApplied();
      channel.close();
    } catch (IOException | TimeoutException | AlreadyClosedException e) {
      log.debug("consumer was gone already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * RabbitMQ holds back acks of a quorum queue while the queue is behind, and forgets them when the
   * channel closes: frames that were answered would be delivered again.
   */
  private void awaitAcksApplied() throws InterruptedException {
    long left = ACKS_NANOS - inFlight.quietNanos();
    if (left > 0) TimeUnit.NANOSECONDS.sleep(left);
  }

  private void cancelAll() throws IOException, InterruptedException {
    List<String> tags;
    synchronized (this) {
      closing = true;
      tags = List.copyOf(consumers);
    }
    for (String tag : tags) channel.basicCancel(tag);
    // Frames that the client had already read are still handed over before this.
    if (!cancelled.tryAcquire(tags.size(), CANCEL_SECONDS, TimeUnit.SECONDS)) {
      log.warn("the broker did not end the consumers within {} s", CANCEL_SECONDS);
    }
  }

  private final class Deliveries extends DefaultConsumer {
    Deliveries() {
      super(FrameIntake.this.channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      metrics.frameReceived(body.length);
      RabbitReceipt receipt =
          new RabbitReceipt(getChannel(), envelope.getDeliveryTag(), inFlight, metrics);
      boolean mustWiden = false;
      try {
        Ticket ticket = reader.read(envelope, properties, body, receipt);
        boolean full = inFlight.size() >= config.prefetch();
        next.accept(ticket);
        mustWiden = full && ticket.maySkip() && config.choice() > config.prefetch();
      } catch (MalformedFrameException e) {
        ended.accept(reader.refusal(e, envelope, properties, receipt));
      } catch (RuntimeException e) {
        // A throwing callback would close the channel and punish every frame that it holds.
        log.error("delivery {} not taken", envelope.getDeliveryTag(), e);
        ended.accept(reader.internalFailure(e, envelope, properties, receipt));
      }
      if (mustWiden) widen();
    }

    @Override
    public void handleCancelOk(String tag) {
      cancelled.release();
    }

    @Override
    public void handleCancel(String tag) {
      cancelled.release();
      failure.complete(
          new IOException(
              "the broker ended the consumer: was queue " + config.queue() + " deleted?"));
    }
  }
}
