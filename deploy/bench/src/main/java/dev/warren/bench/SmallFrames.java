package dev.warren.bench;

import com.rabbitmq.client.Channel;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import javax.imageio.ImageIO;

/** Frames of 50 kB that are decoded in next to no time: bitmaps of 128 x 128 pixels. */
final class SmallFrames {
  private static final int SIDE = 128;
  private static final int CAMERAS = 50;
  private static final Duration CONFIRM = Duration.ofSeconds(60);

  private SmallFrames() {}

  /** Empties the queues, or makes them, and lets so many frames wait. */
  static void pileUp(Channel channel, AmqpConfig amqp, Topology topology, int count)
      throws IOException, InterruptedException {
    topology.declare(channel, Subject.MODEL_NAME);
    channel.queuePurge(topology.detectionsQueue());
    channel.queuePurge(topology.framesQueue(Subject.MODEL_NAME));
    byte[] body = bitmap();
    String run = UUID.randomUUID().toString();
    PublisherConfig config = new PublisherConfig(topology, 500, CONFIRM);
    try (FramePublisher publisher = FramePublisher.open(amqp, config)) {
      for (int i = 0; i < count; i++) {
        publisher.publish(
            FrameRequest.builder(run + "/" + i, Subject.MODEL_NAME, "c" + i % CAMERAS, body)
                .contentType("image/bmp")
                .build());
      }
      publisher.flush(CONFIRM);
    }
  }

  private static byte[] bitmap() throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) image.setRGB(i % SIDE, i / SIDE, i * 2_654_435);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "bmp", out);
    return out.toByteArray();
  }
}
