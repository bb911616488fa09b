package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A worker process at full rate for a long time: its resident memory must stay flat after warm-up.
 * Not part of the test run: {@code bin/soak 30m}. One frame in 16 is damaged, because errors leak
 * more often than successes.
 */
class MemorySoak {
  private static final int OUTSTANDING = 64;
  private static final int SAMPLES = 60;

  /** Of the whole run; engines and heaps settle in this time. */
  private static final double WARM_UP = 0.2;

  private static final double ALLOWED_GROWTH = 0.03;

  @Test
  void residentMemoryStaysFlat() throws Exception {
    Duration duration = Duration.parse("PT" + System.getProperty("soak.duration", "30m"));
    List<byte[]> pictures = pictures();
    List<Long> samples = new ArrayList<>();
    try (TestTopology broker = new TestTopology(DemoModel.NAME).forgetResults();
        WarrenProcess worker =
            WarrenProcess.start(
                Map.of("WARREN_AMQP", RabbitMq.shared().uri()),
                "worker",
                "--model",
                DemoModel.torchScript().toString(),
                "--prefix",
                broker.topology().prefix())) {
      long start = System.nanoTime();
      long step = duration.toNanos() / SAMPLES;
      long published = 0;
      while (samples.size() < SAMPLES) {
        long now = System.nanoTime() - start;
        if (now >= (samples.size() + 1) * step) {
          samples.add(worker.residentKiB());
          System.out.printf(
              "%6.1f min  %,9d frames answered  %,8d KiB resident%n",
              now / 60e9, broker.answered(), samples.get(samples.size() - 1));
        }
        if (published - broker.answered() < OUTSTANDING) {
          byte[] picture = pictures.get((int) (published % pictures.size()));
          broker
              .publisher()
              .publish(
                  FrameRequest.builder("s" + published, DemoModel.NAME, "gate", picture).build());
          published++;
        } else {
          Thread.sleep(1);
        }
      }
      assertThat(worker.stop()).isZero();
    }
    int warm = (int) (SAMPLES * WARM_UP);
    int third = (SAMPLES - warm) / 3;
    double early = mean(samples.subList(warm, warm + third));
    double late = mean(samples.subList(SAMPLES - third, SAMPLES));
    System.out.printf(
        "after warm-up: first third %,.0f KiB, last third %,.0f KiB, growth %.2f %%%n",
        early, late, 100 * (late / early - 1));
    assertThat(late).isLessThan(early * (1 + ALLOWED_GROWTH));
  }

  private static double mean(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  /** Noise of several sizes and both formats, so that no buffer is always the right size. */
  private static List<byte[]> pictures() {
    Random random = new Random(7);
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int width = 200 + random.nextInt(1_000);
      int height = 150 + random.nextInt(700);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      for (int k = 0; k < 200; k++) {
        g.setColor(new Color(random.nextInt(0x1000000)));
        g.fillRect(random.nextInt(width), random.nextInt(height), 80, 60);
      }
      g.dispose();
      pictures.add(Pictures.encode(image, i % 4 == 0 ? "png" : "jpg"));
    }
    pictures.set(5, Arrays.copyOf(pictures.get(5), pictures.get(5).length / 2));
    return pictures;
  }
}
