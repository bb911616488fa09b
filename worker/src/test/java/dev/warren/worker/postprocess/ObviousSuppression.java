package dev.warren.worker.postprocess;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Non-maximum suppression in the plainest way: what the fast one is held against. */
final class ObviousSuppression {
  private ObviousSuppression() {}

  record Scored(float x1, float y1, float x2, float y2, float confidence, int classId) {
    float iou(Scored o) {
      float width = Math.max(0, Math.min(x2, o.x2) - Math.max(x1, o.x1));
      float height = Math.max(0, Math.min(y2, o.y2) - Math.max(y1, o.y1));
      float both = width * height;
      return both / ((x2 - x1) * (y2 - y1) + (o.x2 - o.x1) * (o.y2 - o.y1) - both);
    }
  }

  static List<Scored> run(
      FloatBuffer data, int image, int anchors, int classes, PostprocessConfig config) {
    List<Scored> candidates = new ArrayList<>();
    for (int a = 0; a < anchors; a++) {
      int at = image * (4 + classes) * anchors + a;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (data.get(at + (4 + c) * anchors) > data.get(at + (4 + best) * anchors)) best = c;
      }
      float confidence = data.get(at + (4 + best) * anchors);
      if (confidence <= (float) config.confidence()) continue;
      float halfWidth = data.get(at + 2 * anchors) / 2;
      float halfHeight = data.get(at + 3 * anchors) / 2;
      float x = data.get(at);
      float y = data.get(at + anchors);
      candidates.add(
          new Scored(
              x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, confidence, best));
    }
    candidates.sort(Comparator.comparing(Scored::confidence).reversed());
    List<Scored> kept = new ArrayList<>();
    for (Scored candidate : candidates) {
      boolean free =
          kept.stream()
              .noneMatch(
                  k ->
                      k.classId() == candidate.classId()
                          && k.iou(candidate) > (float) config.iou());
      if (free && kept.size() < config.maxDetections()) kept.add(candidate);
    }
    return kept;
  }
}
