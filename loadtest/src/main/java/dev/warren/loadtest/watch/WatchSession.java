package dev.warren.loadtest.watch;

import dev.warren.loadtest.Reconnecting;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.protocol.SubscriberConfig;
import java.util.concurrent.CompletableFuture;

/** Results, and frames where they are drawn: two connections that are opened and end together. */
final class WatchSession implements Reconnecting.Session {
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
      throw e instanceof MissingTopologyException missing ? explained(missing, config) : e;
    }
  }

  private static MissingTopologyException explained(
      MissingTopologyException e, SubscriberConfig config) {
    String workers = config.topology().detectionsQueue();
    boolean isOthers = e.name().equals(config.queue()) && !e.name().equals(workers);
    return isOthers
        ? e.withRemedy("create it, or correct --queue; workers create %s".formatted(workers))
        : e;
  }

  /** Also lost when one of the two gets nothing more. */
  @Override
  public CompletableFuture<?> closed() {
    return frames == null
        ? results.closed()
        : CompletableFuture.anyOf(results.closed(), frames.closed());
  }

  /** Messages that were no results. */
  long malformed() {
    return results.malformed();
  }

  /** What was not acked stays on a durable queue. */
  @Override
  public void close() {
    results.close();
    if (frames != null) frames.close();
  }
}
