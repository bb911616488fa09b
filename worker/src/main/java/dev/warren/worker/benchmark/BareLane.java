package dev.warren.worker.benchmark;

import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.Postprocessor;
import java.nio.ByteBuffer;

/** Decoder, engine lane and postprocessor of one thread, which does all three steps in turn. */
final class BareLane implements AutoCloseable {
  private final EncodedImages images;
  private final Postprocessor postprocessor;
  private final int imageBytes;
  private final FrameDecoder decoder;
  private final Lane lane;
  private int next;

  /**
   * @param first place of the image to begin with, so that lanes work on different ones
   */
  BareLane(
      Engine engine,
      EncodedImages images,
      DecodeConfig limits,
      Postprocessor postprocessor,
      int first) {
    this.images = images;
    this.postprocessor = postprocessor;
    imageBytes = engine.spec().imageBytes();
    next = first % images.images().size();
    lane = engine.openLane();
    decoder = new FrameDecoder(limits, engine.spec().inputWidth(), engine.spec().inputHeight());
  }

  /** Measures at least one turn, whatever the window. */
  LaneTimes measure(int batch, Window window) throws EngineException, DecodeException {
    LaneTimes unmeasured = new LaneTimes();
    LaneTimes times = new LaneTimes();
    try {
      while (window.isWarmUp()) turn(batch, unmeasured);
      do {
        turn(batch, times);
      } while (!window.isOver());
    } finally {
      window.laneDone(); // also when this lane fails, or the others would wait for it
    }
    while (!window.isEveryLaneDone()) turn(batch, unmeasured);
    return times;
  }

  private void turn(int batch, LaneTimes times) throws EngineException, DecodeException {
    long start = System.nanoTime();
    Letterbox[] letterboxes = new Letterbox[batch];
    for (int i = 0; i < batch; i++) {
      ByteBuffer pixels = lane.input().slice(i * imageBytes, imageBytes);
      letterboxes[i] = decoder.decode(images.images().get(next), pixels);
      next = (next + 1) % images.images().size();
    }
    long decoded = System.nanoTime();
    RawOutput output = lane.run(batch);
    long inferred = System.nanoTime();
    for (int i = 0; i < batch; i++) postprocessor.detections(output, i, letterboxes[i]);
    times.turn(batch, start, decoded, inferred, System.nanoTime());
  }

  @Override
  public void close() {
    decoder.close();
    lane.close();
  }
}
