package dev.warren.protocol;

/**
 * A result as it came from the broker. Equality is by identity of {@code body}.
 *
 * @param result the facts
 * @param headers the circumstances; components that were absent or malformed are null
 * @param routingKey {@code <model>.<camera>}, or the reply queue's name
 * @param correlationId the request's correlation id, else its message id; or null
 * @param body the JSON bytes, not copied
 * @param receivedNanos {@link System#nanoTime} when it came, before it was read
 */
public record ReceivedResult(
    FrameResult result,
    ResultHeaders headers,
    String routingKey,
    String correlationId,
    byte[] body,
    long receivedNanos) {}
