package dev.warren.protocol;

/**
 * No queue is bound for the frame's routing key: nothing was stored. Usually no worker serves that
 * model.
 */
public final class UnroutableException extends PublishException {
  private static final long serialVersionUID = 1L;

  UnroutableException(String frameId, String exchange, String routingKey) {
    super(
        frameId,
        "no queue is bound to %s for routing key %s: is a worker for this model declared?"
            .formatted(exchange, Wire.shown(routingKey)),
        null);
  }
}
