package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.schedule.LatencyCurve;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SizingTest {
  private static final WorkerConfig CONFIG =
      WorkerConfig.of(
          "w", AmqpConfig.parse("amqp://localhost"), Topology.DEFAULT, Path.of("m.onnx"));

  private static LatencyCurve curve(int maxBatch, double oneMs, double moreMs) {
    LatencyCurve curve = new LatencyCurve(maxBatch);
    for (int size = 1; size <= maxBatch; size++) {
      curve.measured(size, (long) (1e6 * (oneMs + moreMs * (size - 1))));
    }
    return curve;
  }

  private static Sizing sizing(WorkerConfig config, int lanes, LatencyCurve curve) {
    return Sizing.of(config, lanes, Sizing.decoders(config, true, 4), curve, 0);
  }

  @Test
  void aSlowEngineHoldsLittle() {
    // 2 lanes x (one running, one ready), 2 decoders, 40 images/s x 50 ms
    assertThat(sizing(CONFIG, 2, curve(4, 50, 50))).isEqualTo(new Sizing(2, 8, 64, 10));
  }

  @Test
  void aFastEngineHoldsWhatIsUnderWayInARoundTrip() {
    WorkerConfig small = withMaxFrameBytes(100_000, 0);
    // batches of 15 in 11 ms, 2727 images/s on 2 lanes; 16 would be only 2 % better
    assertThat(sizing(small, 2, curve(16, 4, 0.5))).isEqualTo(new Sizing(2, 62 + 137, 512, 62));
  }

  @Test
  void decodersLeaveTheCoresToAnEngineThatNeedsThem() {
    assertThat(Sizing.decoders(CONFIG, true, 16)).isEqualTo(8);
    assertThat(Sizing.decoders(CONFIG, true, 1)).isEqualTo(1);
    assertThat(Sizing.decoders(CONFIG, false, 16)).isEqualTo(16);
  }

  @Test
  void theBytesInFlightAreABound() {
    assertThat(sizing(CONFIG, 2, curve(64, 4, 0.1)).prefetch()).as("256 MiB / 4 MiB").isEqualTo(64);
    assertThat(sizing(withMaxFrameBytes(200 << 20, 0), 2, curve(4, 50, 50)))
        .isEqualTo(new Sizing(2, 1, 1, 3));
  }

  @Test
  void anEngineThatTakesNoTimeHoldsAsMuchAsABrokerGives() {
    assertThat(sizing(withMaxFrameBytes(1_000, 0), 1, new LatencyCurve(1)).prefetch())
        .isEqualTo(2_000);
  }

  @Test
  void whoSaysHowManyGetsThatMany() {
    assertThat(sizing(withMaxFrameBytes(4 << 20, 5), 2, curve(4, 50, 50)))
        .isEqualTo(new Sizing(2, 5, 5, 7));
  }

  private static WorkerConfig withMaxFrameBytes(int bytes, int prefetch) {
    return CONFIG.with(
        c -> {
          c.decode = new DecodeConfig(bytes, 1_000_000, 10_000, false);
          c.prefetch = prefetch;
        });
  }
}
