package dev.warren.bench.accept;

import dev.warren.worker.cli.Agreement;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.testing.MeanAveragePrecision;
import dev.warren.worker.testing.TestData;
import dev.warren.worker.testing.TestData.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the engine finds what is to be found: reference detections from files, or else those of
 * ONNX Runtime on this machine. With labels beside the pictures ({@code images/x}, {@code
 * labels/x}) also the mean average precision of both.
 */
final class Fidelity implements Part {
  private static final double IOU = 0.9;

  @Override
  public String name() {
    return "fidelity";
  }

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    Path labels = labels(Frames.folder(trial));
    MeanAveragePrecision map = new MeanAveragePrecision();
    MeanAveragePrecision referenceMap = new MeanAveragePrecision();
    Agreement agreement = new Agreement(IOU);
    int pictures = 0;
    try (Engine engine = trial.load();
        Engine cpu = trial.loadReference();
        Finder finder = new Finder(engine);
        Finder onCpu = new Finder(cpu)) {
      for (Path file : Frames.files(trial)) {
        byte[] picture = Files.readAllBytes(file);
        Finder.Found found = finder.find(picture);
        Finder.Found reference = onCpu.find(picture);
        List<Expected> expected = expected(trial, file, reference);
        agreement.add(file.getFileName().toString(), expected, found.usual());
        if (labels != null) {
          var truths = TestData.labels(labels, file, found.width(), found.height());
          map.add(truths, found.all());
          referenceMap.add(truths, reference.all());
        }
        pictures++;
      }
    }
    findings.note(
        "reference", trial.references() == null ? "onnxruntime" : trial.references().toString());
    findings.note("agreement", agreement.toString());
    findings.figure("pictures", pictures);
    findings.figure("reference_boxes", agreement.expected());
    // A target for half floats would be no target for integers.
    boolean quantised = trial.precision() == Precision.INT8;
    findings.figure(quantised ? "matched_int8" : "matched", agreement.matched());
    findings.figure("confidence_drift_mean", agreement.meanConfidenceDifference());
    findings.figure("confidence_drift_max", agreement.largestConfidenceDifference());
    if (labels == null) return;
    findings.figure("map50_95", map.at50to95());
    findings.figure("map50_95_onnxruntime", referenceMap.at50to95());
    findings.figure("map50", map.at50());
  }

  private static List<Expected> expected(Trial trial, Path file, Finder.Found reference)
      throws IOException {
    if (trial.references() != null) {
      return TestData.expected(trial.references(), file.getFileName().toString());
    }
    return reference.usual().stream()
        .map(
            d ->
                new Expected(
                    d.classId(),
                    d.confidence(),
                    d.box().x1(),
                    d.box().y1(),
                    d.box().x2(),
                    d.box().y2()))
        .toList();
  }

  /** Where YOLO's tools look for them, or null. */
  static Path labels(Path images) {
    Path all = images.toAbsolutePath().normalize().getParent();
    if (all == null || all.getFileName() == null || !all.endsWith("images")) return null;
    Path labels = all.resolveSibling("labels").resolve(images.getFileName());
    return Files.isDirectory(labels) ? labels : null;
  }
}
