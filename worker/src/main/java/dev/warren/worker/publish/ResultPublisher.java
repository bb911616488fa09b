package dev.warren.worker.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.Topology;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door for everything that leaves the worker. A reply is published with confirms; once the
 * broker has it, the frame is acked. A refused or unanswered reply is sent again with the same id;
 * when that does not help, the frame goes back to its queue. Thread-safe.
 */
public final class ResultPublisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);

  private final Broker broker;
  private final Channel channel;
  private final PublishConfig config;
  private final Identity identity;
  private final WorkerMetrics metrics;
  private final ConcurrentSkipListMap<Long, Pending> unconfirmed = new ConcurrentSkipListMap<>();
  private final Set<String> returned = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "publish-timer");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long blockedUntilNanos = System.nanoTime();

  /**
   * @param worker this worker's name, in every reply's headers
   * @param engine the engine's name, likewise
   */
  public record Identity(Topology topology, String worker, String engine) {}

  private ResultPublisher(
      Broker broker,
      Channel channel,
      PublishConfig config,
      Identity identity,
      WorkerMetrics metrics) {
    this.broker = broker;
    this.channel = channel;
    this.config = config;
    this.identity = identity;
    this.metrics = metrics;
  }

  public static ResultPublisher open(
      Broker broker, PublishConfig config, Identity identity, WorkerMetrics metrics)
      throws IOException {
    Channel channel = broker.openPublishChannel();
    channel.confirmSelect();
    ResultPublisher publisher = new ResultPublisher(broker, channel, config, identity, metrics);
    channel.addReturnListener(
        message -> publisher.returned.add(message.getProperties().getMessageId()));
    channel.addConfirmListener(
        (tag, multiple) -> publisher.settle(tag, multiple, true),
        (tag, multiple) -> publisher.settle(tag, multiple, false));
    long sweepMs = Math.max(10, Math.min(1_000, config.confirmTimeout().toMillis() / 4));
    publisher.timer.scheduleWithFixedDelay(
        publisher::sweep, sweepMs, sweepMs, TimeUnit.MILLISECONDS);
    return publisher;
  }

  /** Sends the outcome; returns before the broker has it. Blocks while the socket is full. */
  public void publish(Outcome outcome) {
    metrics.frameEnded(outcome.result());
    Ticket ticket = outcome.ticket();
    Ticket.Reply reply = ticket.reply();
    ResultHeaders headers =
        new ResultHeaders(
            identity.worker(),
            identity.engine(),
            outcome.batchSize(),
            reply.attempt(),
            age(ticket),
            outcome.timings(),
            reply.traceparent());
    AMQP.BasicProperties properties =
        ResultMessages.properties(outcome.result(), headers, reply.correlationId());
    boolean direct = reply.replyTo() != null;
    send(
        new Pending(
            outcome,
            direct ? "" : identity.topology().detectionsExchange(),
            direct ? reply.replyTo() : reply.routingKey(),
            properties,
            ResultCodec.encode(outcome.result()),
            1,
            System.nanoTime()));
  }

  private static Long age(Ticket ticket) {
    Long captured = ticket.frame().capturedAtMs();
    return captured == null ? null : Math.max(0, System.currentTimeMillis() - captured);
  }

  private void send(Pending pending) {
    // One lock around number and publish: confirms are matched by the order of the sends.
    synchronized (channel) {
      long number = channel.getNextPublishSeqNo();
      unconfirmed.put(number, pending);
      try {
        channel.basicPublish(
            pending.exchange(),
            pending.routingKey(),
            pending.mandatory(),
            pending.properties(),
            pending.body());
      } catch (IOException | AlreadyClosedException e) {
        // The connection is gone and the worker with it; the broker still has the frame.
        unconfirmed.remove(number);
        log.debug("reply {} not sent", pending.resultId(), e);
      } catch (RuntimeException e) {
        unconfirmed.remove(number);
        log.error("reply {} cannot be sent", pending.resultId(), e);
        pending.outcome().ticket().receipt().requeue();
      }
    }
  }

  private void settle(long number, boolean multiple, boolean accepted) {
    if (!multiple) {
      settle(unconfirmed.remove(number), accepted);
      return;
    }
    Map<Long, Pending> upTo = unconfirmed.headMap(number, true);
    for (Long n : upTo.keySet()) {
      settle(unconfirmed.remove(n), accepted);
    }
  }

  private void settle(Pending pending, boolean accepted) {
    if (pending == null) return; // given up by the sweep meanwhile
    // RabbitMQ confirms what it has returned, other brokers refuse it: either way nobody listens.
    boolean unroutable = returned.remove(pending.resultId());
    // A broker that refuses before it returns would leave ids of messages that are settled.
    if (unconfirmed.isEmpty()) returned.clear();
    if (unroutable) {
      metrics.replyReturned();
      log.warn("nobody listens at {} '{}'", pending.exchange(), pending.routingKey());
    }
    if (accepted || unroutable) {
      metrics.replyConfirmed(System.nanoTime() - pending.sentNanos());
      pending.outcome().ticket().receipt().ack();
    } else {
      repeat(pending);
    }
  }

  private void repeat(Pending pending) {
    if (pending.tries() >= config.maxTries()) {
      log.warn("reply {} refused {} times", pending.resultId(), pending.tries());
      pending.outcome().ticket().receipt().requeue();
      return;
    }
    metrics.replyRepeated();
    try {
      timer.schedule(
          () -> send(pending.again(System.nanoTime())),
          config.backoffMs(pending.tries()),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      pending.outcome().ticket().receipt().requeue();
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    if (broker.isBlocked()) {
      blockedUntilNanos = now;
      return;
    }
    long timeout = config.confirmTimeout().toNanos();
    if (now - blockedUntilNanos < timeout) return;
    for (Map.Entry<Long, Pending> entry : unconfirmed.entrySet()) {
      if (now - entry.getValue().sentNanos() < timeout) return;
      if (unconfirmed.remove(entry.getKey(), entry.getValue())) {
        repeat(entry.getValue());
      }
    }
  }

  /** Waits for the confirms of what was sent, for the confirm timeout at most. */
  @Override
  public void close() {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    try {
      while (!unconfirmed.isEmpty() && channel.isOpen() && end - System.nanoTime() > 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
  }
}
