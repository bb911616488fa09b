package dev.warren.worker.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.protocol.Box;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Real photos, models and reference detections, which are not ours to publish. The folder is {@code
 * WARREN_TESTDATA} (environment or system property), else {@code ../shared/testdata} beside the
 * checkout. Tests that need it are skipped, with the reason, where it is absent.
 */
public final class TestData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestData() {}

  /** One expected detection, in pixels of the upright image. */
  public record Expected(
      int classId, double confidence, double x1, double y1, double x2, double y2) {}

  /** The folder; aborts the calling test where it is absent. */
  public static Path folder() {
    String named = System.getProperty("WARREN_TESTDATA", System.getenv("WARREN_TESTDATA"));
    Path folder =
        named != null ? Path.of(named) : checkout().resolve("../shared/testdata").normalize();
    if (Files.isDirectory(folder)) return folder;
    String reason = "skipped: no test data in " + folder + " (set WARREN_TESTDATA)";
    System.out.println(reason);
    return abort(reason);
  }

  /** The float32 YOLO11n as TorchScript. */
  public static Path yolo11n() {
    return folder().resolve("models/derived/yolo11n_fp32.torchscript");
  }

  /** The same as ONNX, for any batch. */
  public static Path yolo11nOnnx() {
    return folder().resolve("models/derived/yolo11n_fp32_dynbatch.onnx");
  }

  /** Files directly in a folder below the test data, sorted. */
  public static List<Path> files(String below) {
    try (Stream<Path> files = Files.list(folder().resolve(below))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The reference detections of an image, from a folder such as {@code reference}. */
  public static List<Expected> expected(String below, String image) throws IOException {
    return expected(folder().resolve(below), image);
  }

  /** The reference detections of an image, from any folder. */
  public static List<Expected> expected(Path references, String image) throws IOException {
    List<Expected> result = new ArrayList<>();
    for (JsonNode n : JSON.readTree(references.resolve(image + ".json").toFile())) {
      result.add(
          new Expected(
              n.get("cls").asInt(),
              n.get("conf").asDouble(),
              n.get("x1").asDouble(),
              n.get("y1").asDouble(),
              n.get("x2").asDouble(),
              n.get("y2").asDouble()));
    }
    return result;
  }

  /** The labels of a photo of {@code images/coco}, in pixels of its width and height. */
  public static List<MeanAveragePrecision.Truth> labels(Path photo, int width, int height)
      throws IOException {
    return labels(folder().resolve("labels/coco"), photo, width, height);
  }

  /** The labels of a photo, from any folder; none where it has no file there. */
  public static List<MeanAveragePrecision.Truth> labels(
      Path labels, Path photo, int width, int height) throws IOException {
    String name = photo.getFileName().toString().replaceFirst("\\.[A-Za-z]+$", ".txt");
    Path file = labels.resolve(name);
    List<MeanAveragePrecision.Truth> truths = new ArrayList<>();
    if (!Files.exists(file)) return truths;
    for (String line : Files.readAllLines(file)) {
      String[] words = line.strip().split("\\s+");
      double x = Double.parseDouble(words[1]) * width;
      double y = Double.parseDouble(words[2]) * height;
      double w = Double.parseDouble(words[3]) * width;
      double h = Double.parseDouble(words[4]) * height;
      Box box = new Box(x - w / 2, y - h / 2, x + w / 2, y + h / 2);
      truths.add(new MeanAveragePrecision.Truth(Integer.parseInt(words[0]), box));
    }
    return truths;
  }

  /** A JSON file below the test data. */
  public static JsonNode json(String below) throws IOException {
    return JSON.readTree(folder().resolve(below).toFile());
  }

  /** The root of the project, or of a folder that {@code bin/gpu-accept --pack} made of it. */
  public static Path checkout() {
    Path here = Path.of("").toAbsolutePath();
    while (here.getParent() != null && !Files.isDirectory(here.resolve("deploy/demo-model"))) {
      here = here.getParent();
    }
    return here;
  }
}
