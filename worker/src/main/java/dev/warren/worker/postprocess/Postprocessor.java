package dev.warren.worker.postprocess;

import static java.util.Objects.checkIndex;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import java.util.ArrayList;
import java.util.List;

/**
 * Raw output to detections in pixels of the upright image. Thread-safe: each thread has its own
 * working memory, so that a frame leaves no garbage but its detections.
 */
public final class Postprocessor {
  private final ModelSpec spec;
  private final PostprocessConfig config;
  private final ThreadLocal<Work> work;

  public Postprocessor(ModelSpec spec, PostprocessConfig config) {
    this.spec = spec;
    this.config = config;
    work = ThreadLocal.withInitial(() -> Work.of(spec, config));
  }

  /**
   * The detections of one image of a batch, most confident first, clipped to the image. Numbers
   * that are not finite make no detection.
   *
   * @param index the image's place in the batch
   * @param letterbox how that image was placed
   */
  public List<Detection> detections(RawOutput out, int index, Letterbox letterbox) {
    checkIndex(index, (int) out.shape()[0]);
    Work mine = work.get();
    Candidates boxes = mine.candidates;
    boxes.clear();
    mine.head.read(out, index, (float) config.confidence(), boxes);
    boolean overlap = spec.head() == Head.DETECT;
    int count =
        overlap ? mine.suppression.run(boxes) : Math.min(boxes.sort(), config.maxDetections());
    List<Detection> result = new ArrayList<>(count);
    for (int rank = 0; rank < count; rank++) {
      int box = overlap ? mine.suppression.kept(rank) : boxes.ranked(rank);
      result.add(detection(boxes, box, letterbox));
    }
    return result;
  }

  private Detection detection(Candidates boxes, int i, Letterbox letterbox) {
    int width = letterbox.imageWidth();
    int height = letterbox.imageHeight();
    Box box =
        new Box(
            clip(letterbox.imageX(boxes.x1[i]), width),
            clip(letterbox.imageY(boxes.y1[i]), height),
            clip(letterbox.imageX(boxes.x2[i]), width),
            clip(letterbox.imageY(boxes.y2[i]), height));
    int classId = boxes.classId[i];
    // A sigmoid ends at 1; a head without one may not.
    double confidence = Math.min(1, boxes.confidence[i]);
    return new Detection(spec.classNames().get(classId), classId, confidence, box);
  }

  private static double clip(double value, int limit) {
    return Math.max(0, Math.min(limit, value));
  }

  private record Work(Candidates candidates, HeadReader head, Suppression suppression) {
    static Work of(ModelSpec spec, PostprocessConfig config) {
      int classes = spec.classNames().size();
      HeadReader head = spec.head() == Head.DETECT ? new DetectHead() : new EndToEndHead(classes);
      return new Work(new Candidates(), head, new Suppression(config, classes));
    }
  }
}
