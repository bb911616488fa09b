package dev.warren.worker.intake;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Consumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumers on the queue, which come and go on one channel: one as a rule, two once there is
 * something to choose from. Where the broker does not answer in time it may do by and by what it
 * was asked: then nobody knows who consumes, and the channel is of no use any more. Thread-safe.
 */
final class Consumption {
  private static final Logger log = LoggerFactory.getLogger(Consumption.class);
  private static final long CANCEL_SECONDS = 5;

  private enum State {
    PAUSED,
    RUNNING,
    ENDED
  }

  /** Held by who ends consumers, until they have ended: whoever comes second finds none. */
  private final Object ending = new Object();

  private final Channel channel;
  private final IntakeConfig config;
  private final Consumer deliveries;
  private final Semaphore cancelled = new Semaphore(0);
  private final List<String> tags = new ArrayList<>();

  /** Read without the lock, under which somebody may wait for the broker. */
  private volatile State state = State.PAUSED;

  private volatile boolean isWide;
  private int begun;

  /**
   * @param deliveries takes the frames of all consumers, and tells when one was {@link #cancelled}
   */
  Consumption(Channel channel, IntakeConfig config, Consumer deliveries) {
    this.channel = channel;
    this.config = config;
    this.deliveries = deliveries;
    // A quorum queue may send a frame after it has agreed to send no more.
    channel.setDefaultConsumer(deliveries);
  }

  /** Consumes, as widely as before, unless it does already or has ended. */
  synchronized void begin() throws IOException {
    if (state != State.PAUSED) return;
    begun++;
    consume("frames", config.prefetch());
    if (isWide) consume("choice", config.choice() - config.prefetch());
    state = State.RUNNING;
  }

  /**
   * A second consumer, once frames wait in the queue that may be skipped: to serve the latest of
   * each camera, or those that can still be in time, one has to see them.
   */
  synchronized void widen() throws IOException {
    if (state != State.RUNNING || isWide) return;
    log.info("frames that may be skipped wait: holding up to {} of them", config.choice());
    consume("choice", config.choice() - config.prefetch());
    isWide = true;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  boolean isWide() {
    return isWide;
  }

  /**
   * The prefetch is the consumer's, not the channel's. A tag is never used again: a quorum queue
   * remembers a consumer for as long as frames of it are unsettled.
   */
  private void consume(String name, int prefetch) throws IOException {
    String tag = begun == 1 ? name : name + "-" + begun;
    channel.basicQos(prefetch);
    channel.basicConsume(config.queue(), false, tag, deliveries);
    tags.add(tag);
  }

  /** A consumer has handed over its last frame. */
  void cancelled() {
    cancelled.release();
  }

  /** Consumes no more until {@link #begin}. Returns when the last frame has been handed over. */
  void pause() throws IOException, InterruptedException {
    end(State.PAUSED);
  }

  /** Consumes no more. Returns when the last frame has been handed over. */
  void end() throws IOException, InterruptedException {
    end(State.ENDED);
  }

  private void end(State next) throws IOException, InterruptedException {
    synchronized (ending) {
      List<String> ended;
      // Not longer: a delivery that widens takes this lock, and the end waits for deliveries.
      synchronized (this) {
        if (state == State.ENDED) return;
        state = next;
        ended = List.copyOf(tags);
        tags.clear();
      }
      for (String tag : ended) channel.basicCancel(tag);
      // Frames that the client had already read are still handed over before this.
      if (!cancelled.tryAcquire(ended.size(), CANCEL_SECONDS, TimeUnit.SECONDS)) {
        log.warn("the broker did not end the consumers within {} s", CANCEL_SECONDS);
      }
    }
  }
}
