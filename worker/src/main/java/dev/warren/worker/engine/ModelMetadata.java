package dev.warren.worker.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an Ultralytics export says about itself.
 *
 * @param inputWidth from {@code imgsz}, pixels
 * @param inputHeight from {@code imgsz}, pixels
 * @param classNames the index is the class id
 */
public record ModelMetadata(int inputWidth, int inputHeight, List<String> classNames) {
  private static final int MAX_SIDE = 8192;

  public ModelMetadata {
    classNames = List.copyOf(classNames);
  }

  /**
   * Reads the JSON that an export carries ({@code task}, {@code imgsz} as [height, width], {@code
   * names} as an object or an array).
   *
   * @throws ModelException naming {@code file} and the field
   */
  public static ModelMetadata parse(Path file, String json) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new ModelException(file + ": metadata is not JSON; " + ModelFile.exportAdvice(file), e);
    }
    return of(file, root);
  }

  /**
   * Reads the fields of {@link #parse} from a tree.
   *
   * @throws ModelException naming {@code file} and the field
   */
  public static ModelMetadata of(Path file, JsonNode root) {
    String task = root.path("task").asText("detect");
    if (!task.equals("detect")) {
      throw new ModelException(
          "%s: was trained for '%s', Warren serves 'detect'; use a detection model (yolo11n.pt, not yolo11n-seg.pt)"
              .formatted(file, task));
    }
    JsonNode size = root.path("imgsz");
    int height = side(file, size.isArray() ? size.path(0) : size, size);
    int width = side(file, size.isArray() ? size.path(1) : size, size);
    return new ModelMetadata(width, height, names(file, root.path("names")));
  }

  /** Of a model that is loaded from {@code file}. */
  public ModelSpec spec(ModelFile file, Head head, int maxBatch) {
    return new ModelSpec(
        file.name(), file.version(), inputWidth, inputHeight, classNames, head, maxBatch);
  }

  private static int side(Path file, JsonNode side, JsonNode whole) {
    int pixels = side.asInt(0);
    if (!side.isInt() || pixels < 1 || pixels > MAX_SIDE) {
      throw new ModelException(
          "%s: imgsz in its metadata is not [height, width] within 1..%d: %s; %s"
              .formatted(file, MAX_SIDE, brief(whole), ModelFile.exportAdvice(file)));
    }
    return pixels;
  }

  private static List<String> names(Path file, JsonNode names) {
    List<String> result = new ArrayList<>();
    for (int id = 0; id < names.size(); id++) {
      JsonNode name = names.isArray() ? names.get(id) : names.path(Integer.toString(id));
      if (!name.isTextual() || name.asText().isBlank()) {
        throw new ModelException(
            "%s: names in its metadata has no class %d; %s"
                .formatted(file, id, ModelFile.exportAdvice(file)));
      }
      result.add(name.asText());
    }
    if (result.isEmpty()) {
      throw new ModelException(
          file + ": its metadata has no class names; " + ModelFile.exportAdvice(file));
    }
    return result;
  }

  private static String brief(JsonNode node) {
    String text = node.isMissingNode() ? "absent" : node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
