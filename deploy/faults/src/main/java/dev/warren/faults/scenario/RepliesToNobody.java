package dev.warren.faults.scenario;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Site;
import dev.warren.faults.worker.Hooks.Hook;
import dev.warren.faults.worker.Picture;
import java.util.Map;

/** Requesters that are gone, or that ask for what they may not have. */
final class RepliesToNobody {
  private static final int EACH = 10;

  private RepliesToNobody() {}

  static void run(Round round) throws Exception {
    round.workers(1);
    try (RawFrames raw = RawFrames.open(round)) {
      for (int i = 0; i < EACH; i++) {
        round.fault("reply_to gone");
        send(raw, "gone", Site.TOPOLOGY.ownQueue());
        round.fault("reply_to not allowed");
        send(raw, "not-allowed", "somebody.elses.queue");
        round.fault("forged direct reply_to");
        send(raw, "forged", "amq.rabbitmq.reply-to.g2dkAA5ub2JvZHlAbm93aGVyZQAAAAAAAAAA");
      }
    }
    directRequesterGone(round);
    int frames = 3 * EACH + 1;
    round.await(
        "all are acked", 60, () -> round.metric("warren_settlements_total", "ack") >= frames);
    double deliveries = round.metric("warren_deliveries_total");
    round.check(deliveries == frames, "%.0f deliveries of %d frames", deliveries, frames);
    double returned = round.metric("warren_replies_total", "returned");
    round.check(
        returned >= EACH,
        "%.0f replies counted as returned, %d to a queue that is gone",
        returned,
        EACH);
    round.serve(20);
    round.check(round.ownExits() == 0, "the worker ended");
  }

  private static void send(RawFrames raw, String name, String replyTo) throws Exception {
    AMQP.BasicProperties properties =
        RawFrames.properties("image/bmp", Map.of()).builder().replyTo(replyTo).build();
    raw.send(name, properties, Picture.of(4), 4, Fate.NOBODY);
  }

  /** A real one, who does not wait for the answer. */
  private static void directRequesterGone(Round round) throws Exception {
    round.fault("direct requester gone");
    round.hooks().arm(Hook.HOLD);
    try (Connection connection = round.site().broker().connect()) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.basicConsume("amq.rabbitmq.reply-to", true, (tag, message) -> {}, tag -> {});
      round.ledger().attempted(new dev.warren.faults.ledger.Frame("direct", 4, Fate.NOBODY));
      AMQP.BasicProperties properties =
          RawFrames.properties("image/bmp", Map.of())
              .builder()
              .messageId("direct")
              .replyTo("amq.rabbitmq.reply-to")
              .build();
      channel.basicPublish(
          Site.TOPOLOGY.framesExchange(), Site.MODEL + ".raw", properties, Picture.of(4));
      channel.waitForConfirmsOrDie(10_000);
      round.ledger().acknowledged("direct");
    } finally {
      round.hooks().disarm(Hook.HOLD);
    }
  }
}
