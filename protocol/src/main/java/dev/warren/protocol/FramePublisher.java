package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.BrokerException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes frames and says what became of each: confirmed, unroutable, refused, or unknown.
 * Thread-safe.
 *
 * <p>A publisher lives as long as its connection: after a loss every waiting and every further
 * frame fails, and the owner opens a new one. A channel that refuses everything, or owes a confirm
 * for longer than {@code confirmTimeout}, is replaced meanwhile; frames that left by the old one
 * keep their time for a confirm. Where the broker has several nodes, a channel that has never
 * confirmed anything counts as a loss: that node is cut off from the others. Callers never touch
 * the socket, so a broker that stops reading cannot hang them. Futures complete on one thread of
 * the publisher's own; what depends on them should not block it.
 */
public final class FramePublisher implements AutoCloseable {
  /**
   * Larger bodies are refused here: RabbitMQ 4 would close the channel, and all other frames would
   * suffer.
   */
  public static final int MAX_BODY_BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(FramePublisher.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REASON_TIMEOUT = Duration.ofSeconds(1);

  private final AmqpLink link;
  private final ChannelTrial trial = new ChannelTrial(System::nanoTime);
  private final Executor completions = Threads.single("frame-confirms");
  private final Confirms confirms;
  private final String exchange;
  private final Duration confirmTimeout;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Thread writer = Threads.daemon("frame-writer", this::write);
  private final Thread timer = Threads.daemon("frame-confirm-timer", this::expire);

  /** Replaced, with frames that may still be confirmed. */
  private final Queue<Outlet> retired = new ConcurrentLinkedQueue<>();

  /** Replaced by {@link #writer} alone, once that runs. */
  private volatile Outlet outlet;

  private record Outlet(Channel channel, Confirms.Sent sent) {}

  private FramePublisher(AmqpLink link, PublisherConfig p) {
    this.link = link;
    this.confirmTimeout = p.confirmTimeout();
    this.confirms = new Confirms(p, !isRabbitMq(link.connection()), System::nanoTime, completions);
    this.exchange = p.topology().framesExchange();
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
   *
   * @throws IllegalArgumentException if the image has more than {@link #MAX_BODY_BYTES}
   */
  public CompletableFuture<Void> publish(FrameRequest frame) throws InterruptedException {
    checkSize(frame);
    return confirms.admit(frame).future;
  }

  /**
   * As {@link #publish}, but never blocks: empty when {@code maxOutstanding} frames are unconfirmed
   * or the broker has blocked us. The caller decides what to drop; for a live camera that is the
   * oldest frame.
   */
  public Optional<CompletableFuture<Void>> tryPublish(FrameRequest frame) {
    checkSize(frame);
    return Optional.ofNullable(confirms.tryAdmit(frame)).map(pending -> pending.future);
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
   * Whether it still has its connection, and so takes frames. What failed with its connection has
   * failed after this turned false.
   */
  public boolean isOpen() {
    return !confirms.isEnded();
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
   * has lost its connection: of kind {@code PERMISSION} where its user may not publish, which
   * another publisher does not change.
   */
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  /**
   * Takes no more frames, waits up to five seconds for outstanding confirms, fails what is left,
   * and closes. Returns within about ten seconds.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) return;
    confirms.end();
    if (!confirms.isBlocked()) awaitConfirms();
    confirms.lost(Confirms.CLOSED, null);
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
    outlet = openOutlet();
    link.connection()
        .addBlockedListener(reason -> confirms.blocked(true), () -> confirms.blocked(false));
    writer.start();
    timer.start();
  }

  private Outlet openOutlet() throws IOException {
    Channel channel = link.connection().createChannel();
    if (channel == null) throw new IOException("the broker grants no more channels");
    Confirms.Sent sent = new Confirms.Sent();
    channel.confirmSelect();
    channel.addReturnListener(
        message -> confirms.returned(sent, message.getProperties().getMessageId()));
    channel.addConfirmListener(
        (number, multiple) -> confirms.acked(sent, number, multiple),
        (number, multiple) -> confirms.nacked(sent, number, multiple));
    channel.addShutdownListener(this::lost);
    return new Outlet(channel, sent);
  }

  private void replaceIfRefusing() {
    if (!confirms.refuses(outlet.sent) || !trial.isOver()) return;
    trial.begin();
    try {
      Outlet other = openOutlet();
      retired.add(outlet);
      outlet = other;
      LOG.debug("frames are refused or not confirmed: sending them by another channel");
    } catch (IOException | AlreadyClosedException e) {
      LOG.debug("no other channel", e);
    }
  }

  /** Those whose frames all have their confirm, or have waited long enough for it. */
  private void closeSettled() {
    for (Outlet old : retired) {
      // The broker may take seconds to answer, and the timer must not wait for it.
      if (confirms.isSettled(old.sent) && retired.remove(old))
        Threads.daemon("frame-channel-close", () -> abort(old.channel)).start();
    }
  }

  private static void abort(Channel channel) {
    try {
      channel.abort();
    } catch (IOException | RuntimeException e) {
      // Gone already, which is all that is wanted.
    }
  }

  /** The one thread that publishes. */
  private void write() {
    try {
      for (Confirms.Pending next; (next = confirms.next()) != null; ) {
        replaceIfRefusing();
        Channel channel = outlet.channel;
        if (!confirms.sending(next, outlet.sent, channel.getNextPublishSeqNo())) continue;
        FrameRequest frame = next.frame;
        channel.basicPublish(
            exchange, frame.routingKey(), true, FrameCodec.properties(frame), frame.image());
      }
    } catch (InterruptedException e) {
      confirms.lost(Confirms.CLOSED, null);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** What ended the connection says more than what became of a write to it, but may come later. */
  private void failed(Exception e) {
    try {
      if (!confirms.awaitLost(REASON_TIMEOUT)) lost("publishing failed: " + e, e);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void expire() {
    long tickMillis = Math.max(5, Math.min(250, confirmTimeout.toMillis() / 4));
    try {
      while (!confirms.isLost()) {
        confirms.expire();
        closeSettled();
        if (link.isOneOfSeveral() && confirms.isMute(outlet.sent)) {
          lost("no frame was confirmed for " + confirmTimeout.toMillis() / 1e3 + " s", null);
        }
        Thread.sleep(tickMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private void lost(ShutdownSignalException signal) {
    if (signal.isInitiatedByApplication()) return; // closed by us
    Kind kind = BrokerProblems.isDenied(signal) ? Kind.PERMISSION : Kind.UNREACHABLE;
    lost(kind, BrokerProblems.losing(signal), signal);
  }

  private void lost(String why, Throwable cause) {
    lost(Kind.UNREACHABLE, why, cause);
  }

  private void lost(Kind kind, String why, Throwable cause) {
    confirms.lost(why, cause);
    if (closing.get()) return;
    BrokerException end = new BrokerException(kind, why, cause);
    completions.execute(() -> closed.completeExceptionally(end)); // after the frames' futures
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
          "image of frame %s > %s bytes: %s"
              .formatted(Wire.shown(frame.id()), MAX_BODY_BYTES, frame.image().length));
    }
  }
}
