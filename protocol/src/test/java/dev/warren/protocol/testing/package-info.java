/** A real RabbitMQ for integration tests, exported to the other modules as a test-jar. */
package dev.warren.protocol.testing;
