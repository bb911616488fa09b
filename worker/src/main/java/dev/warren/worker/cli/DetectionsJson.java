package dev.warren.worker.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** One array with an entry per file; names and rounding as in result messages. */
final class DetectionsJson {
  private DetectionsJson() {}

  static String text(List<FileDetections> results) {
    ArrayNode files = JsonNodeFactory.instance.arrayNode();
    for (FileDetections result : results) {
      ObjectNode file = files.addObject().put("file", result.file().toString());
      if (result instanceof FileDetections.Found found) {
        found(file, found);
      } else if (result instanceof FileDetections.Failed failed) {
        file.putObject("error")
            .put("reason", failed.reason().wire())
            .put("detail", failed.detail());
      }
    }
    return files.toPrettyString();
  }

  private static void found(ObjectNode file, FileDetections.Found found) {
    file.put("width", found.width()).put("height", found.height());
    ArrayNode detections = file.putArray("detections");
    for (Detection detection : found.detections()) {
      Box box = detection.box();
      detections
          .addObject()
          .put("class", detection.className())
          .put("class_id", detection.classId())
          .put("confidence", decimal(detection.confidence(), 4))
          .putObject("box")
          .put("x1", decimal(box.x1(), 2))
          .put("y1", decimal(box.y1(), 2))
          .put("x2", decimal(box.x2(), 2))
          .put("y2", decimal(box.y2(), 2));
    }
  }

  private static BigDecimal decimal(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }
}
