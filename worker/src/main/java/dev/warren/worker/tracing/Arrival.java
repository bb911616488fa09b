package dev.warren.worker.tracing;

import dev.warren.worker.flow.Ticket;

/**
 * What is known of a frame when it comes.
 *
 * @param id its {@code message_id}, or ""
 * @param routingKey it was published with
 * @param correlationId or null
 * @param attempt 1 for the first delivery
 * @param clock when it came
 */
public record Arrival(
    String id, String routingKey, String correlationId, int attempt, Ticket.Clock clock) {}
