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
import java.util.concurrent.CompletableFuture;
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
  private static final long ACKS_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  private final Channel channel;
  private final IntakeConfig config;
  private final TicketReader reader;
  private final Moves moves;
  private final Consumer<Ticket> next;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final InFlight inFlight = new InFlight();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final Consumption consumption;

  private FrameIntake(
      Channel channel,
      IntakeConfig config,
      TicketReader reader,
      Moves moves,
      Consumer<Ticket> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.channel = channel;
    this.config = config;
    this.reader = reader;
    this.moves = moves;
    this.next = next;
    this.ended = ended;
    this.metrics = metrics;
    this.consumption = new Consumption(channel, config, new Deliveries());
  }

  /**
   * Takes nothing before {@link #start}.
   *
   * @param moves takes frames elsewhere
   * @param next takes well-formed frames
   * @param ended takes the outcome of the others
   */
  public static FrameIntake open(
      Broker broker,
      IntakeConfig config,
      TicketReader reader,
      Moves moves,
      Consumer<Ticket> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics)
      throws IOException {
    Channel channel = broker.openConsumeChannel();
    FrameIntake intake = new FrameIntake(channel, config, reader, moves, next, ended, metrics);
    broker.lost().thenRun(intake.inFlight::abandon);
    return intake;
  }

  /**
   * Starts to consume.
   *
   * @throws BrokerException when the broker lets us not consume
   */
  public void start() {
    try {
      consumption.begin();
    } catch (IOException e) {
      throw refused(e, config.queue());
    }
  }

  /**
   * Takes no more frames until {@link #resume}; those that the client had already read are handed
   * over before this returns. The channel stays, and frames at hand can be settled.
   */
  public void pause() {
    consumption.pause();
  }

  /** Consumes again, unless this is closed. A broker that is away meanwhile ends the worker. */
  public void resume() {
    try {
      consumption.begin();
    } catch (IOException | AlreadyClosedException e) {
      log.debug("the broker is gone", e);
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
    return consumption.isWide() ? config.choice() : config.prefetch();
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
      consumption.end();
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

  private final class Deliveries extends DefaultConsumer {
    Deliveries() {
      super(FrameIntake.this.channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      metrics.frameReceived(body.length);
      CarriedFrame frame = new CarriedFrame(envelope.getRoutingKey(), properties, body);
      RabbitReceipt receipt =
          new RabbitReceipt(
              getChannel(), envelope.getDeliveryTag(), inFlight, frame, moves, metrics);
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
      if (mustWiden) consumption.widen();
    }

    @Override
    public void handleCancelOk(String tag) {
      consumption.cancelled();
    }

    @Override
    public void handleCancel(String tag) {
      consumption.cancelled();
      failure.complete(
          new IOException(
              "the broker ended the consumer: was queue " + config.queue() + " deleted?"));
    }
  }
}
