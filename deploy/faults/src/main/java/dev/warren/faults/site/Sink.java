package dev.warren.faults.site;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.warren.common.Daemons;
import dev.warren.faults.ledger.Answer;
import dev.warren.faults.ledger.Ledger;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.MalformedResultException;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.engine.Sha256;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whoever gets the results: writes every one into the ledger, on a queue of its own that outlives
 * the broker. Connects again whenever the broker is away.
 */
public final class Sink implements AutoCloseable {
  /** A quorum queue: it says reliably which message it may have given before. */
  public static final Map<String, Object> DURABLE = Map.of("x-queue-type", "quorum");

  private static final String QUEUE = Site.TOPOLOGY.prefix() + ".own.ledger";
  private static final int PREFETCH = 64;
  private static final long RETRY_MILLIS = 100;

  private final Site site;
  private final Ledger ledger;
  private final Map<String, Object> arguments;
  private final AtomicLong malformed = new AtomicLong();
  private final Thread thread = Daemons.thread("sink", this::keepConsuming);
  private volatile boolean open = true;
  private volatile boolean paused;
  private Connection connection;

  private Sink(Site site, Ledger ledger, Map<String, Object> arguments) {
    this.site = site;
    this.ledger = ledger;
    this.arguments = arguments;
  }

  /**
   * @param arguments of its queue
   */
  public static Sink open(Site site, Ledger ledger, Map<String, Object> arguments) {
    Sink sink = new Sink(site, ledger, arguments);
    sink.declare();
    sink.thread.start();
    return sink;
  }

  private void declare() {
    try (Connection c = site.broker().connect()) {
      Channel channel = c.createChannel();
      channel.queueDelete(QUEUE);
      channel.queueDeclare(QUEUE, true, false, false, arguments);
    } catch (IOException e) {
      throw new HarnessException("no queue for results", e);
    }
    bind();
  }

  /** Once more, where the exchange was deleted. */
  public void bind() {
    try (Connection c = site.broker().connect()) {
      c.createChannel().queueBind(QUEUE, Site.TOPOLOGY.detectionsExchange(), "#");
    } catch (IOException e) {
      throw new HarnessException("no results come", e);
    }
  }

  /** Takes no more results; they stay in the queue. */
  public void pause() {
    paused = true;
    disconnect();
  }

  public void resume() {
    paused = false;
  }

  /** Messages that are no results, or travel under another id. */
  public long malformed() {
    return malformed.get();
  }

  /** Results that wait. */
  public long waiting() {
    return site.ready(QUEUE);
  }

  private void keepConsuming() {
    while (open) {
      try {
        if (!paused && !isConnected()) connect();
        Thread.sleep(RETRY_MILLIS);
      } catch (BrokerException | IOException | AlreadyClosedException away) {
        disconnect();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized boolean isConnected() {
    return connection != null && connection.isOpen();
  }

  private synchronized void connect() throws IOException {
    if (paused || !open) return;
    connection = AmqpConnections.open(site.amqp(), "ledger");
    Channel channel = connection.createChannel();
    channel.basicQos(PREFETCH);
    channel.basicConsume(QUEUE, false, new Results(channel));
  }

  private synchronized void disconnect() {
    if (connection == null) return;
    connection.abort(1_000);
    connection = null;
  }

  private final class Results extends DefaultConsumer {
    Results(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
        throws IOException {
      try {
        ReceivedResult result =
            ResultMessages.read(envelope.getRoutingKey(), properties, body, System.nanoTime());
        if (isUnderItsId(properties, result)) {
          ledger.answered(answer(result, envelope.isRedeliver()));
        } else {
          malformed.incrementAndGet();
        }
      } catch (MalformedResultException e) {
        malformed.incrementAndGet();
      }
      try {
        getChannel().basicAck(envelope.getDeliveryTag(), false);
      } catch (AlreadyClosedException e) {
        // It will come again, and say so.
      }
    }
  }

  /** Whether it travels under the id by which consumers tell repetitions. */
  static boolean isUnderItsId(AMQP.BasicProperties properties, ReceivedResult received) {
    return received.result().frame().resultId().equals(properties.getMessageId());
  }

  static Answer answer(ReceivedResult received, boolean redelivered) {
    FrameResult result = received.result();
    ResultHeaders headers = received.headers();
    String sending =
        headers.worker()
            + " "
            + headers.attempt()
            + " "
            + headers.ageMs()
            + " "
            + headers.timings();
    Answer.Kind kind;
    int level = -1;
    if (result instanceof FrameResult.Detected detected) {
      kind = Answer.Kind.DETECTED;
      if (detected.detections().size() == 1) level = detected.detections().get(0).classId();
    } else if (result instanceof FrameResult.Skipped skipped) {
      kind = skipped.reason() == SkipReason.DEADLINE ? Answer.Kind.LATE : Answer.Kind.SKIPPED;
    } else if (result instanceof FrameResult.Failed) {
      kind = Answer.Kind.FAILED;
    } else {
      throw new IllegalStateException("unknown result: " + result);
    }
    return new Answer(
        result.frame().requestId(), kind, level, Sha256.hex(received.body()), sending, redelivered);
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
    disconnect();
  }
}
