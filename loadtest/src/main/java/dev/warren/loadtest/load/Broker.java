package dev.warren.loadtest.load;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;

/** Where the broker is and what things are called there. */
public record Broker(AmqpConfig amqp, Topology topology) {}
