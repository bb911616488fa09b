package dev.warren.worker.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** One array with an entry per file; names and rounding as in result messages. */
final class DetectionsJson {
  private DetectionsJson() {}

  static String text(List<FileDetections> results) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartArray();
      for (FileDetections result : results) {
        json.writeStartObject();
        json.writeStringField("file", result.file().toString());
        if (result instanceof FileDetections.Found found) {
          found(json, found);
        } else if (result instanceof FileDetections.Failed failed) {
          json.writeObjectFieldStart("error");
          json.writeStringField("reason", failed.reason().wire());
          json.writeStringField("detail", failed.detail());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return text.toString();
  }

  private static void found(JsonGenerator json, FileDetections.Found found) throws IOException {
    json.writeNumberField("width", found.width());
    json.writeNumberField("height", found.height());
    json.writeArrayFieldStart("detections");
    for (Detection detection : found.detections()) {
      json.writeStartObject();
      json.writeStringField("class", detection.className());
      json.writeNumberField("class_id", detection.classId());
      json.writeNumberField("confidence", decimal(detection.confidence(), 4));
      Box box = detection.box();
      json.writeObjectFieldStart("box");
      json.writeNumberField("x1", decimal(box.x1(), 2));
      json.writeNumberField("y1", decimal(box.y1(), 2));
      json.writeNumberField("x2", decimal(box.x2(), 2));
      json.writeNumberField("y2", decimal(box.y2(), 2));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static BigDecimal decimal(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
  }
}
