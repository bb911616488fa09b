/**
 * The wire contract of Warren and its small Java client: publish frames to RabbitMQ, receive
 * results.
 *
 * <p>A frame is the image's own bytes as the message body plus standard AMQP properties, so any
 * AMQP 0-9-1 client can take part; see {@code protocol/asyncapi.yaml}. Start with {@link
 * dev.warren.protocol.FramePublisher}, {@link dev.warren.protocol.DetectionSubscriber} or, for one
 * frame and its answer, {@link dev.warren.protocol.DetectionRequester}.
 */
package dev.warren.protocol;
