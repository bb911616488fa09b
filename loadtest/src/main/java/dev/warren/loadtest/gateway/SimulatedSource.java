package dev.warren.loadtest.gateway;

import static java.util.Objects.requireNonNull;

import dev.warren.loadtest.camera.SimulatedCamera;
import java.util.Optional;

/**
 * A simulated camera, without end. Drawing and encoding costs about as much time as a worker spends
 * on a frame, so a scene of bounded length may be kept and shown again: a load test must not
 * measure the painter.
 */
public final class SimulatedSource implements FrameSource {
  private final SimulatedCamera camera;
  private final float quality;
  private final byte[][] kept;
  private long index;

  /**
   * @param quality of the JPEG, 0 to 1
   * @param sceneFrames after how many frames the scene starts again, its pictures held in memory; 0
   *     for never
   */
  public SimulatedSource(SimulatedCamera camera, float quality, int sceneFrames) {
    this.camera = requireNonNull(camera, "camera");
    this.quality = quality;
    this.kept = new byte[sceneFrames][];
  }

  /** Draws the first pictures of the scene now, so that the first ones sent are not late. */
  public void prepare(int frames) {
    for (int i = 0; i < Math.min(frames, kept.length); i++) {
      jpeg(i);
    }
  }

  @Override
  public Optional<SourceFrame> next() {
    long current = index++;
    return Optional.of(new SourceFrame(camera.name(), camera.name(), jpeg(current)));
  }

  private byte[] jpeg(long current) {
    if (kept.length == 0) {
      return camera.frame(current).jpeg(quality);
    }
    int slot = (int) (current % kept.length);
    if (kept[slot] == null) {
      kept[slot] = camera.frame(slot).jpeg(quality);
    }
    return kept[slot];
  }
}
