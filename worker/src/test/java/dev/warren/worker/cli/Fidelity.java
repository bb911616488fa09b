package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.protocol.Detection;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.testing.MeanAveragePrecision;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Real photos through decode, engine and postprocess give what Ultralytics gives. One run with
 * confidence 0.001 serves both tests: suppression goes from the most confident down, so the boxes
 * above 0.25 are the same as in a run with 0.25.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Fidelity {
  private static final double LOW = 0.001;
  private static final double USUAL = 0.25;

  private List<FileDetections.Found> coco;
  private List<FileDetections.Found> extra;

  /** YOLO11n in float32. */
  abstract Path model();

  @BeforeAll
  void detectEverything() {
    EngineConfig config = EngineConfig.of(model(), 1);
    PostprocessConfig low = new PostprocessConfig(LOW, 0.7, 300);
    try (Engine engine = Engines.load(config)) {
      DetectRun run = new DetectRun(engine, DecodeConfig.DEFAULT, low, new StageTimes());
      coco = found(run.run(TestData.files("images/coco"), engine.suggestedLanes()));
      extra = found(run.run(TestData.files("images/extra"), engine.suggestedLanes()));
    }
  }

  @Test
  void agreesWithTheReferenceDetections() throws IOException {
    Agreement agreement = new Agreement(0.9);
    List<FileDetections.Found> all = new ArrayList<>(coco);
    all.addAll(extra);
    for (FileDetections.Found image : all) {
      String name = image.file().getFileName().toString();
      List<Detection> usual =
          image.detections().stream().filter(d -> d.confidence() > USUAL).toList();
      agreement.add(name, TestData.expected("reference", name), usual);
    }
    System.out.println(model().getFileName() + ", " + all.size() + " images: " + agreement);
    assertThat(agreement.matched()).as("%s", agreement).isGreaterThanOrEqualTo(0.995);
    assertThat(agreement.meanConfidenceDifference()).isLessThanOrEqualTo(0.002);
  }

  @Test
  void reachesTheReferenceMeanAveragePrecision() throws IOException {
    MeanAveragePrecision map = new MeanAveragePrecision();
    for (FileDetections.Found image : coco) {
      map.add(TestData.labels(image.file(), image.width(), image.height()), image.detections());
    }
    double reference =
        TestData.json("map.json").get("yolo11n.torchscript").get("mAP50_95").asDouble();
    System.out.printf(
        Locale.ROOT,
        "mAP50-95 %.4f, reference %.4f; mAP50 %.4f%n",
        map.at50to95(),
        reference,
        map.at50());
    assertThat(map.at50to95()).isCloseTo(reference, within(0.003));
  }

  private static List<FileDetections.Found> found(List<FileDetections> results) {
    return results.stream().map(FileDetections.Found.class::cast).toList();
  }
}
