package dev.warren.worker.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FrameResult;

/** A frame with its boxes, as the pages draw it. */
public final class DetectedJson {
  private DetectedJson() {}

  public static void put(ObjectNode json, FrameResult.Detected result) {
    json.put("seq", result.frame().seq());
    json.put("width", result.image().width());
    json.put("height", result.image().height());
    ArrayNode boxes = json.putArray("boxes");
    for (Detection d : result.detections()) {
      boxes
          .addObject()
          .put("class", d.className())
          .put("class_id", d.classId())
          .put("confidence", d.confidence())
          .put("x1", d.box().x1())
          .put("y1", d.box().y1())
          .put("x2", d.box().x2())
          .put("y2", d.box().y2());
    }
  }
}
