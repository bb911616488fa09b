package dev.warren.worker.intake;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Command;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker how many frames are ready in the queue, and waits for no answer. One question is
 * open at a time. Thread-safe.
 */
final class QueueProbe {
  private static final Logger log = LoggerFactory.getLogger(QueueProbe.class);

  private final Channel channel;
  private final AMQP.Queue.Declare question;
  private CompletableFuture<Command> asked;
  private long askedNanos;
  private long ready = QueueReading.UNKNOWN;

  /**
   * @param channel of its own: the broker closes it when there is no such queue
   */
  QueueProbe(Channel channel, String queue) {
    this.channel = channel;
    this.question = new AMQP.Queue.Declare.Builder().queue(queue).passive().build();
  }

  /** The last answer; asks again unless one is still owed. */
  synchronized QueueReading read() {
    if (!channel.isOpen()) return QueueReading.NONE;
    long now = System.nanoTime();
    if (asked == null || asked.isDone()) {
      if (asked != null && !asked.isCompletedExceptionally()) ready = ready(asked.join());
      ask(now);
    }
    return new QueueReading(ready, now - askedNanos);
  }

  private void ask(long now) {
    askedNanos = now;
    try {
      asked = channel.asyncCompletableRpc(question);
    } catch (IOException | AlreadyClosedException e) {
      log.debug("queue not asked", e);
    }
  }

  private static long ready(Command answer) {
    return answer.getMethod() instanceof AMQP.Queue.DeclareOk ok
        ? ok.getMessageCount()
        : QueueReading.UNKNOWN;
  }
}
