package dev.warren.worker.engine.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import java.nio.file.Path;
import java.util.Map;

/** The {@code metadata_props} of an export: text, in which lists and dicts are Python's. */
public final class OnnxMetadata {
  private OnnxMetadata() {}

  /**
   * @throws ModelException naming the file and the field
   */
  public static ModelMetadata read(Path file, Map<String, String> properties) {
    if (!properties.containsKey("names") && !properties.containsKey("imgsz")) {
      throw new ModelException(
          "%s: has no metadata (names and imgsz in metadata_props), so no Ultralytics export; %s"
              .formatted(file, ModelFile.exportAdvice(file)));
    }
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (properties.containsKey("task")) root.put("task", properties.get("task"));
    for (String field : new String[] {"imgsz", "names"}) {
      String text = properties.get(field);
      if (text == null) continue;
      try {
        root.set(field, PythonLiteral.parse(text));
      } catch (IllegalArgumentException e) {
        throw new ModelException(
            "%s: %s in its metadata is not a Python literal: %s; %s"
                .formatted(file, field, e.getMessage(), ModelFile.exportAdvice(file)),
            e);
      }
    }
    return ModelMetadata.of(file, root);
  }
}
