package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.SkipReason;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerCountersTest {
  private final WorkerCounters counters = new WorkerCounters();

  @Test
  void whoReadsTheTotalsCanAddUpWhatBecameOfTheFrames() {
    for (int i = 0; i < 9; i++) counters.frameReceived(1, false);
    counters.frameAcked(1);
    counters.frameAcked(1);
    counters.frameRequeued();
    for (int i = 0; i < 4; i++) counters.settlementLost();
    assertThat(counters.totals().held()).isEqualTo(2);
    assertThat(counters.totals().toString())
        .startsWith("9 frames: 0 detected (0 objects), ")
        .endsWith(
            "; of 9 taken: 2 done (0 moved elsewhere), 1 given back, 4 lost with their connection, 2"
                + " held");
  }

  @Test
  void everyKindOfOutcomeAndReplyIsToldApart() {
    FrameRef frame = new FrameRef("f", "c", null, "m", "v", null);
    Detection car = new Detection("car", 2, 0.5, new Box(1, 2, 3, 4));
    for (int i = 0; i < 3; i++) {
      counters.frameEnded(new FrameResult.Detected(frame, new ImageSize(8, 8), List.of(car, car)));
    }
    counters.frameEnded(new FrameResult.Skipped(frame, SkipReason.DEADLINE));
    counters.frameShed();
    counters.frameEnded(new FrameResult.Failed(frame, FailReason.MALFORMED, "s", "d", false));
    counters.batchRan(2, 1);
    counters.batchRan(1, 1);
    for (int i = 0; i < 5; i++) counters.replyConfirmed(1);
    for (int i = 0; i < 4; i++) counters.replyRepeated();
    for (int i = 0; i < 3; i++) counters.replyReplayed();
    counters.replyReturned();
    counters.framesLeft(7);
    assertThat(counters.left()).isEqualTo(7);
    assertThat(counters.totals().toString())
        .startsWith(
            "0 frames: 3 detected (6 objects), 2 skipped, 1 failed; 1.5 frames per batch; replies: 6"
                + " confirmed, 4 sent again, 3 from the ledger, 1 to nobody; of 0 taken: ");
  }

  @Test
  void oneIsOne() {
    counters.frameReceived(1, false);
    assertThat(counters.totals().toString()).startsWith("1 frame: ");
  }
}
