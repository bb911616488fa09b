package dev.warren.faults.scenario;

import com.rabbitmq.client.AMQP;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.worker.Picture;
import java.util.Map;

/** Frames that a gateway sends twice, under one id. */
final class RepeatedFrames implements Scenario.Injection {
  private static final int FRAMES = 20;

  @Override
  public void run(Round round) throws Exception {
    round.workers(1, "--max-batch", "1");
    AMQP.BasicProperties properties = RawFrames.properties("image/bmp", Map.of());
    try (RawFrames raw = RawFrames.open(round)) {
      for (int i = 0; i < FRAMES; i++) {
        int level = i + 1;
        byte[] picture = Picture.of(level);
        String id = raw.send("twice", properties, picture, level, Fate.DETECTED);
        round.awaitAllAnswered();
        round.await(
            "the first answer is settled", 20, () -> round.metric("warren_inflight_frames") == 0);
        long duplicated = round.ledger().account().duplicated();
        round.fault("repeated frame");
        round.mayRepeat(1);
        raw.publish(properties.builder().messageId(id).build(), picture);
        round.await(
            "the second answer", 20, () -> round.ledger().account().duplicated() == duplicated + 1);
      }
    }
    round.counted("runs_per_frame", (double) round.hooks().runs() / FRAMES, 1);
  }
}
