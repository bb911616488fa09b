package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks about single frames and waits for each answer: remote procedure calls, with results on an
 * own queue that lives as long as the requester. Thread-safe. For many frames use {@link
 * FramePublisher} and {@link DetectionSubscriber}.
 */
public final class DetectionRequester implements AutoCloseable {
  private final AmqpLink link;
  private final FramePublisher publisher;
  private final Map<String, CompletableFuture<ReceivedResult>> waiting = new ConcurrentHashMap<>();
  private final String session = UUID.randomUUID().toString();
  private final AtomicLong calls = new AtomicLong();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final String replyQueue;
  private volatile Throwable lost;

  private DetectionRequester(AmqpLink link, FramePublisher publisher, Topology topology)
      throws IOException {
    this.link = link;
    this.publisher = publisher;
    Channel channel = link.connection().createChannel();
    replyQueue = topology.ownQueue();
    channel.queueDeclare(replyQueue, false, true, true, Map.of());
    channel.addShutdownListener(
        signal -> closed.completeExceptionally(problem(BrokerProblems.losing(signal), signal)));
    channel.basicConsume(
        replyQueue, false, new ResultConsumer(channel, this::answered, this::refused, closed));
    closed.whenComplete(
        (done, why) -> failAll(why != null ? why : problem("the requester was closed", null)));
    publisher.closed().whenComplete((done, why) -> lost(why));
  }

  /**
   * Connects. The frames exchange must exist.
   *
   * @throws BrokerException if there is no connection, or the exchange is missing
   */
  public static DetectionRequester open(AmqpConfig c, PublisherConfig p) {
    FramePublisher publisher = FramePublisher.open(c, p);
    AmqpLink link = null;
    try {
      link = AmqpLink.open(c, "warren-requester", Threads.single("replies"));
      return new DetectionRequester(link, publisher, p.topology());
    } catch (IOException | RuntimeException e) {
      if (link != null) link.close();
      publisher.close();
      throw BrokerProblems.opening(link == null ? c : link.config(), e);
    }
  }

  /**
   * Publishes {@code frame} and completes with its result, whatever that is. {@code replyTo} and
   * {@code correlationId} of the frame are replaced by the requester's own. Blocks as {@link
   * FramePublisher#publish} does.
   *
   * @return completes exceptionally with a {@link PublishException}, {@link
   *     ResultTimeoutException}, {@link MalformedResultException} or, when the connection is lost,
   *     {@link BrokerException}; on a thread of the client, which what depends on it should not
   *     block
   */
  public CompletableFuture<ReceivedResult> detect(FrameRequest frame, Duration timeout)
      throws InterruptedException {
    requireNonNull(timeout, "timeout");
    String call = session + "-" + calls.incrementAndGet();
    CompletableFuture<ReceivedResult> answer = new CompletableFuture<>();
    waiting.put(call, answer);
    answer.whenComplete((result, problem) -> waiting.remove(call));
    if (lost != null) answer.completeExceptionally(lost);
    try {
      publisher
          .publish(frame.withReply(replyQueue, call))
          .whenComplete((done, problem) -> fail(answer, problem));
    } catch (InterruptedException | RuntimeException e) {
      waiting.remove(call);
      throw e;
    }
    String id = frame.id(); // the timer must not hold on to the image
    String model = frame.model();
    CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> answer.completeExceptionally(new ResultTimeoutException(id, model, timeout)));
    return answer;
  }

  /**
   * Completes when the requester is closed; exceptionally with a {@link BrokerException} when it
   * has lost one of its connections.
   */
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  /** Closes both connections within seconds; calls that still wait fail. */
  @Override
  public void close() {
    closed.complete(null);
    publisher.close();
    link.close();
  }

  /** One that can only publish, or only listen, is of no use. */
  private void lost(Throwable why) {
    if (why != null) closed.completeExceptionally(BrokerProblems.find(why, BrokerException.class));
  }

  private void answered(ReceivedResult result) {
    CompletableFuture<ReceivedResult> answer = waiting.get(String.valueOf(result.correlationId()));
    if (answer != null) answer.complete(result); // else it came too late
  }

  private void refused(AMQP.BasicProperties p, MalformedResultException problem) {
    CompletableFuture<ReceivedResult> answer = waiting.get(String.valueOf(p.getCorrelationId()));
    if (answer != null) answer.completeExceptionally(problem);
  }

  private static BrokerException problem(String why, ShutdownSignalException signal) {
    return new BrokerException(BrokerException.Kind.UNREACHABLE, why, signal);
  }

  private void failAll(Throwable why) {
    lost = why;
    waiting.values().forEach(answer -> answer.completeExceptionally(why));
  }

  private static void fail(CompletableFuture<ReceivedResult> answer, Throwable problem) {
    if (problem != null) answer.completeExceptionally(problem);
  }
}
