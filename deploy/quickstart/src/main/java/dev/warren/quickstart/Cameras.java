package dev.warren.quickstart;

import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.loadtest.gateway.FrameSource;
import dev.warren.loadtest.gateway.SimulatedSource;
import java.util.ArrayList;
import java.util.List;

/** The simulated cameras of a quickstart, drawn so that painting does not hold up the worker. */
final class Cameras {
  private static final float JPEG_QUALITY = 0.8f;

  /** Frames per second in total that are still drawn beside a worker on two cores. */
  private static final int LIVE_FPS = 40;

  /** Pictures in total, about 50 kB each, after which scenes start again; and drawn beforehand. */
  private static final int LIVE_PICTURES = 600;

  private static final int LIVE_PREPARED = 60;

  /** Pictures in total where there is no time to draw: all of them beforehand. */
  private static final int FAST_PICTURES = 160;

  private Cameras() {}

  /** Draws the first pictures, which takes a second or two. */
  static List<FrameSource> open(List<String> names, QuickstartConfig config) {
    boolean live = config.cameras() * config.fps() <= LIVE_FPS;
    int kept = Math.max(2, (live ? LIVE_PICTURES : FAST_PICTURES) / names.size());
    int prepared = live ? LIVE_PREPARED / names.size() : kept;
    List<FrameSource> sources = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      SimulatedCamera camera =
          new SimulatedCamera(names.get(i), i + 1L, config.width(), config.height());
      SimulatedSource source = new SimulatedSource(camera, JPEG_QUALITY, kept);
      source.prepare(prepared);
      sources.add(source);
    }
    return sources;
  }
}
