package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes frames and says what became of each: confirmed, unroutable, refused, or unknown.
 * Thread-safe.
 *
 * <p>A publisher lives as long as its connection: after a loss every waiting and every further
 * frame fails, and the owner opens a new one. Callers never touch the socket, so a broker that
 * stops reading cannot hang them. Futures complete on one thread of the publisher's own; what
 * depends on them should not block it.
 */
public final class FramePublisher implements AutoCloseable {
  /**
   * Larger bodies are refused here: RabbitMQ 4 would close the channel, and all other frames would
   * suffer.
   */
  public static final int MAX_BODY_BYTES = 16 << 20;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWERS_TIMEOUT = Duration.ofSeconds(1);

  private final AmqpLink link;
  private final ChannelTrial trial = new ChannelTrial(System::nanoTime);
  private final Confirms confirms;
  private final String exchange;
  private final long tickMillis;
  private final BlockingQueue<Confirms.Pending> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Thread writer = Threads.daemon("frame-writer", this::write);
  private final Thread timer = Threads.daemon("frame-confirm-timer", this::expire);

  /** Of {@link #writer} alone, once that runs. */
  private Channel channel;

  private FramePublisher(AmqpLink link, PublisherConfig p) {
    this.link = link;
    this.confirms =
        new Confirms(
            p, !isRabbitMq(link.connection()), System::nanoTime, Threads.single("frame-confirms"));
    this.exchange = p.topology().framesExchange();
    this.tickMillis = Math.max(5, Math.min(250, p.confirmTimeout().toMillis() / 4));
  }

  /**
   * Connects. The frames exchange must exist.
   *
   * @throws BrokerException if there is no connection, or the exchange is missing
   */
  public static FramePublisher open(AmqpConfig c, PublisherConfig p) {
    requireNonNull(p, "p");
    AmqpLink link = AmqpLink.open(c, "warren-publisher");
    try {
      Declarations.checkExchange(link.connection(), p.topology().framesExchange());
      FramePublisher publisher = new FramePublisher(link, p);
      publisher.start();
      return publisher;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw BrokerProblems.opening(link.config(), e);
    }
  }

  /**
   * Completes when the broker has confirmed the frame; exceptionally with {@link
   * UnroutableException}, {@link NackedException}, {@link ConfirmTimeoutException} or {@link
   * ConnectionLostException}. Blocks while {@code maxOutstanding} frames are unconfirmed, or the
   * broker has blocked us.
   */
  public CompletableFuture<Void> publish(FrameRequest frame) throws InterruptedException {
    checkSize(frame);
    return enqueue(confirms.admit(frame));
  }

  /**
   * As {@link #publish}, but never blocks: empty when {@code maxOutstanding} frames are unconfirmed
   * or the broker has blocked us. The caller decides what to drop; for a live camera that is the
   * oldest frame.
   */
  public Optional<CompletableFuture<Void>> tryPublish(FrameRequest frame) {
    checkSize(frame);
    return Optional.ofNullable(confirms.tryAdmit(frame)).map(this::enqueue);
  }

  /** Frames that wait for their confirm. */
  public int outstanding() {
    return confirms.outstanding();
  }

  /** Whether the broker has said that it takes no more messages for now (memory or disk alarm). */
  public boolean blocked() {
    return confirms.isBlocked();
  }

  /**
   * Waits for outstanding confirms up to {@code timeout}; true when none is left and their futures
   * are complete.
   */
  public boolean flush(Duration timeout) throws InterruptedException {
    return confirms.awaitNone(timeout);
  }

  /**
   * Completes when the publisher is closed; exceptionally with a {@link BrokerException} when it
   * has lost its connection.
   */
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  /**
   * Waits up to five seconds for outstanding confirms, fails what is left, and closes. Returns
   * within about ten seconds.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) return;
    if (!confirms.isBlocked()) awaitConfirms();
    confirms.lost("the publisher was closed", null);
    link.close();
    stopThreads();
    closed.complete(null);
  }

  private void awaitConfirms() {
    try {
      confirms.awaitNone(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() throws IOException {
    channel = openChannel();
    link.connection()
        .addBlockedListener(reason -> confirms.blocked(true), () -> confirms.blocked(false));
    writer.start();
    timer.start();
  }

  private Channel openChannel() throws IOException {
    Channel opened = link.connection().createChannel();
    if (opened == null) throw new IOException("the broker grants no more channels");
    opened.confirmSelect();
    opened.addReturnListener(message -> confirms.returned(message.getProperties().getMessageId()));
    opened.addConfirmListener(confirms::acked, confirms::nacked);
    opened.addShutdownListener(this::lost);
    return opened;
  }

  /** Numbers begin anew on another channel: not before all of this one are answered. */
  private void replaceIfRefusing() throws IOException, InterruptedException {
    if (!confirms.isRefused() || !trial.isOver()) return;
    if (confirms.awaitAnswered(ANSWERS_TIMEOUT)) {
      channel.abort();
      channel = openChannel();
    }
    trial.begin();
  }

  private CompletableFuture<Void> enqueue(Confirms.Pending pending) {
    if (!confirms.isLost()) queue.add(pending); // bounded by maxOutstanding
    return pending.future;
  }

  /** The one thread that touches the channel. */
  private void write() {
    try {
      while (!confirms.isLost()) {
        Confirms.Pending next = queue.take();
        confirms.awaitUnblocked();
        replaceIfRefusing();
        if (!confirms.sending(next, channel.getNextPublishSeqNo())) continue;
        FrameRequest frame = next.frame;
        channel.basicPublish(
            exchange, frame.routingKey(), true, FrameCodec.properties(frame), frame.image());
      }
    } catch (InterruptedException e) {
      confirms.lost("the publisher was closed", null);
    } catch (IOException | RuntimeException e) {
      String why =
          e instanceof ShutdownSignalException signal
              ? BrokerProblems.losing(signal)
              : "publishing failed: " + e;
      lost(why, e);
    }
  }

  private void expire() {
    try {
      while (!confirms.isLost()) {
        confirms.expire();
        Thread.sleep(tickMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private void lost(ShutdownSignalException signal) {
    if (signal.isInitiatedByApplication()) return; // closed by us
    lost(BrokerProblems.losing(signal), signal);
  }

  private void lost(String why, Throwable cause) {
    confirms.lost(why, cause);
    if (closing.get()) return;
    closed.completeExceptionally(new BrokerException(BrokerException.Kind.UNREACHABLE, why, cause));
    Threads.daemon("frame-cleanup", this::abandon).start(); // not on the connection's reader
  }

  private void abandon() {
    closing.set(true);
    link.close();
    stopThreads();
  }

  private void stopThreads() {
    writer.interrupt();
    timer.interrupt();
  }

  private static boolean isRabbitMq(Connection c) {
    Object product = c.getServerProperties().get("product");
    return product != null && product.toString().startsWith("RabbitMQ");
  }

  private static void checkSize(FrameRequest frame) {
    if (frame.image().length > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "image > " + MAX_BODY_BYTES + " bytes: " + frame.image().length);
    }
  }
}
