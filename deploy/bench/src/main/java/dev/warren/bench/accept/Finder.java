package dev.warren.bench.accept;

import dev.warren.protocol.Detection;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import java.util.ArrayList;
import java.util.List;

/** Encoded pictures to detections. Owns all but the engine. One thread. */
final class Finder implements AutoCloseable {
  /** As for a mean average precision; what is more confident than 0.25 is the same as at 0.25. */
  static final PostprocessConfig EVERYTHING = new PostprocessConfig(0.001, 0.7, 300);

  static final double USUAL_CONFIDENCE = 0.25;

  private final Lane lane;
  private final FrameDecoder decoder;
  private final Postprocessor postprocessor;
  private final int imageBytes;

  Finder(Engine engine) {
    lane = engine.openLane();
    decoder =
        new FrameDecoder(Frames.LIMITS, engine.spec().inputWidth(), engine.spec().inputHeight());
    postprocessor = new Postprocessor(engine.spec(), EVERYTHING);
    imageBytes = engine.spec().imageBytes();
  }

  /**
   * @param width of the upright picture
   * @param height of the upright picture
   */
  record Found(int width, int height, List<Detection> all) {
    /** Those that a worker would answer with. */
    List<Detection> usual() {
      return all.stream().filter(d -> d.confidence() > USUAL_CONFIDENCE).toList();
    }
  }

  /**
   * In one batch.
   *
   * @param pictures no more than the engine takes
   */
  List<Found> find(List<byte[]> pictures) throws DecodeException, EngineException {
    List<Letterbox> letterboxes = new ArrayList<>();
    for (byte[] picture : pictures) {
      int place = letterboxes.size() * imageBytes;
      letterboxes.add(decoder.decode(picture, lane.input().slice(place, imageBytes)));
    }
    RawOutput output = lane.run(pictures.size());
    List<Found> found = new ArrayList<>();
    for (Letterbox letterbox : letterboxes) {
      List<Detection> all = postprocessor.detections(output, found.size(), letterbox);
      found.add(new Found(letterbox.imageWidth(), letterbox.imageHeight(), all));
    }
    return found;
  }

  @Override
  public void close() {
    decoder.close();
    lane.close();
  }
}
