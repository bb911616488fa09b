package dev.warren.worker.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.testing.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LastFramesTest {
  private static final byte[] IMAGE = Pictures.encode(Pictures.quarters(1_280, 720), "jpg");

  private final AtomicLong clock = new AtomicLong();
  @AutoClose private final LastFrames frames = new LastFrames(DecodeConfig.DEFAULT, clock::get);

  private void detected(String camera, byte[] image) {
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    FrameRef frame = frame(camera);
    frames.frameDetected(
        image, new FrameResult.Detected(frame, new ImageSize(1_280, 720), List.of()));
  }

  private static FrameRef frame(String camera) {
    return new FrameRef("r", camera, 1L, "m", "sha256:0", null);
  }

  private List<String> cameras() {
    return frames.frames().stream().map(frame -> frame.result().frame().camera()).toList();
  }

  @Test
  void keepsNothingWhileNobodyWatches() {
    detected("gate", IMAGE);
    frames.watched();
    assertThat(frames.frames()).isEmpty();
    detected("gate", IMAGE);
    await().until(() -> cameras().equals(List.of("gate")));
    clock.addAndGet(LastFrames.WATCHED.toNanos());
    assertThat(frames.frames()).isEmpty();
    frames.watched();
    assertThat(frames.frames()).isEmpty();
  }

  @Test
  void keepsASmallPicture() throws Exception {
    frames.watched();
    detected("gate", IMAGE);
    await().until(() -> !frames.frames().isEmpty());
    LastFrames.Frame frame = frames.frames().get(0);
    byte[] jpeg = frames.picture(frame.id()).orElseThrow();
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(small.getWidth()).isEqualTo(400);
    assertThat(small.getHeight()).isEqualTo(225);
    assertThat(jpeg.length).isLessThan(40_000);
    assertThat(new java.awt.Color(small.getRGB(20, 20)).getRed()).isGreaterThan(200);
    assertThat(frames.picture(frame.id() + 1)).isEmpty();
  }

  @Test
  void showsTheNewestOfAFewCameras() {
    for (int i = 0; i < 2; i++) {
      for (int camera = 0; camera < LastFrames.CAMERAS + 3; camera++) {
        frames.watched();
        long before = newestId();
        detected("c" + camera, IMAGE);
        if (camera < LastFrames.CAMERAS) await().until(() -> newestId() > before);
      }
    }
    assertThat(cameras()).containsExactly("c0", "c1", "c2", "c3", "c4", "c5");
    assertThat(newestId()).isEqualTo(2 * LastFrames.CAMERAS);
    assertThat(frames.picture(1)).as("a page may be about to ask for it").isPresent();
  }

  private long newestId() {
    return frames.frames().stream().mapToLong(LastFrames.Frame::id).max().orElse(0);
  }

  @Test
  void aPictureThatCannotBeReadIsLeftOut() {
    frames.watched();
    detected("a", new byte[] {1, 2, 3});
    detected("a", new byte[] {1, 2, 3});
    await()
        .until(
            () -> {
              frames.watched();
              detected("b", IMAGE);
              return cameras().equals(List.of("b"));
            });
  }
}
