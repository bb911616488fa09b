package dev.warren.loadtest.watch;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.SubscriberConfig;
import java.util.concurrent.CompletableFuture;

/** Results, and frames where they are drawn: two connections that are opened and end together. */
final class WatchSession implements AutoCloseable {
  private final DetectionSubscriber results;
  private final FrameTap frames;

  private WatchSession(DetectionSubscriber results, FrameTap frames) {
    this.results = results;
    this.frames = frames;
  }

  /**
   * @param drawing gets the frames; null where nothing is drawn
   * @throws dev.warren.protocol.BrokerException if there is no connection, or something is missing
   */
  static WatchSession open(
      AmqpConfig amqp, SubscriberConfig config, Watcher watcher, DrawView drawing) {
    FrameTap frames =
        drawing == null
            ? null
            : FrameTap.open(amqp, config.topology(), config.pattern(), drawing::picture);
    try {
      return new WatchSession(DetectionSubscriber.open(amqp, config, watcher::accept), frames);
    } catch (RuntimeException e) {
      if (frames != null) frames.close();
      throw e;
    }
  }

  /**
   * Completes when this is closed; exceptionally with a {@link dev.warren.protocol.BrokerException}
   * when one of the two gets nothing more.
   */
  CompletableFuture<?> closed() {
    return frames == null
        ? results.closed()
        : CompletableFuture.anyOf(results.closed(), frames.closed());
  }

  /** Messages that were no results. */
  long malformed() {
    return results.malformed();
  }

  @Override
  public void close() {
    results.close();
    if (frames != null) frames.close();
  }
}
