package dev.warren.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import dev.warren.cli.PictureFiles;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that the way through a broker takes: each frame is consumed and answered at once with a
 * persistent message of 1 kB, by nothing but the AMQP client, over the queues that a worker uses.
 */
final class Relay {
  private static final int REPLY_BYTES = 1_000;
  private static final int FRAMES = 50;
  private static final Topology TOPOLOGY = new Topology("relay");
  private static final String MODEL = Subject.MODEL_NAME;

  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final Map<String, Long> took = new ConcurrentHashMap<>();

  private Relay() {}

  /**
   * @param perSecond frames, at equal distances
   * @return median and 99th percentile from sending a frame to receiving its answer, milliseconds
   */
  static double[] latencyMs(Site site, Path images, double perSecond, int seconds)
      throws IOException, InterruptedException {
    List<byte[]> frames = frames(images);
    Relay relay = new Relay();
    try (Connection cameras = site.broker().connect();
        Connection consume = site.broker().connect();
        Connection publish = site.broker().connect()) {
      Channel send = cameras.createChannel();
      TOPOLOGY.declare(send, MODEL);
      relay.receiveAnswers(cameras.createChannel());
      relay.answerFrames(consume.createChannel(), publish.createChannel());
      int count = (int) Math.max(FRAMES, perSecond * seconds);
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = start + (long) (i / perSecond * 1e9);
        while (due - System.nanoTime() > 0) LockSupport.parkNanos(due - System.nanoTime());
        relay.send(send, Integer.toString(i), frames.get(i % frames.size()));
      }
      Thread.sleep(1_000);
      return relay.percentiles(count);
    }
  }

  private static List<byte[]> frames(Path images) throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    for (Path file : PictureFiles.find(List.of(images)).files()) {
      bodies.add(Files.readAllBytes(file));
    }
    return bodies;
  }

  private void send(Channel channel, String id, byte[] body) throws IOException {
    sent.put(id, System.nanoTime());
    channel.basicPublish(
        TOPOLOGY.framesExchange(), Topology.routingKey(MODEL, "camera"), persistent(id), body);
  }

  private void answerFrames(Channel consume, Channel publish) throws IOException {
    publish.confirmSelect();
    consume.basicQos(FRAMES);
    consume.basicConsume(
        TOPOLOGY.framesQueue(MODEL),
        false,
        (tag, frame) -> {
          publish.basicPublish(
              TOPOLOGY.detectionsExchange(),
              frame.getEnvelope().getRoutingKey(),
              persistent(frame.getProperties().getMessageId()),
              new byte[REPLY_BYTES]);
          consume.basicAck(frame.getEnvelope().getDeliveryTag(), false);
        },
        tag -> {});
  }

  private void receiveAnswers(Channel channel) throws IOException {
    String queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, TOPOLOGY.detectionsExchange(), "#");
    channel.basicConsume(
        queue,
        true,
        (tag, answer) -> {
          long now = System.nanoTime();
          String id = answer.getProperties().getMessageId();
          took.put(id, now - sent.get(id));
        },
        tag -> {});
  }

  private double[] percentiles(int count) {
    // The first half is for the virtual machines to get warm.
    double[] ms =
        took.entrySet().stream()
            .filter(answer -> Integer.parseInt(answer.getKey()) >= count / 2)
            .mapToDouble(answer -> answer.getValue() / 1e6)
            .sorted()
            .toArray();
    if (ms.length < count - count / 2) {
      throw new BenchException("of %d relayed frames %d came".formatted(count / 2, ms.length));
    }
    return new double[] {ms[ms.length / 2], ms[(int) Math.ceil(0.99 * ms.length) - 1]};
  }

  private static AMQP.BasicProperties persistent(String id) {
    return MessageProperties.MINIMAL_PERSISTENT_BASIC.builder().messageId(id).build();
  }
}
