package dev.warren.bench.accept;

import dev.warren.worker.cli.Agreement;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.parity.ParityCheck;
import dev.warren.worker.testing.MeanAveragePrecision;
import dev.warren.worker.testing.TestData;
import dev.warren.worker.testing.TestData.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the engine finds what is to be found: reference detections from files, or else those of
 * ONNX Runtime on this machine. With labels beside the pictures ({@code images/x}, {@code
 * labels/x}) also the mean average precision of both.
 *
 * @param isQuantised whether of a plan in 8-bit integers, quantised by the pictures; else of the
 *     plan that all parts run
 */
record Fidelity(boolean isQuantised) implements Part.Measurement {
  private static final double IOU = 0.9;

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    if (isQuantised && (!trial.isTensorRt() || trial.images() == null)) {
      findings.notMeasured("takes TensorRT, and pictures to quantise by: --images");
      return;
    }
    List<Path> files = Frames.files(trial);
    List<byte[]> pictures = new ArrayList<>();
    for (Path file : files) pictures.add(Files.readAllBytes(file));
    findings.note(
        "reference", trial.references() == null ? "onnxruntime" : trial.references().toString());
    findings.figure("pictures", pictures.size());
    List<Finder.Found> onCpu;
    try (Engine cpu = trial.loadReference();
        Finder finder = new Finder(cpu)) {
      onCpu = inBatches(finder, pictures, 1);
    }
    Comparison comparison =
        new Comparison(files, onCpu, expected(trial, files, onCpu), labels(trial));
    try (Engine engine = load(trial);
        Finder finder = new Finder(engine)) {
      double worst = 1;
      double drift = 0;
      List<Finder.Found> found = List.of();
      for (int batch : ParityCheck.batches(engine.spec().maxBatch())) {
        found = inBatches(finder, pictures, batch);
        Agreement agreement = comparison.agreement(found);
        worst = Math.min(worst, agreement.matched());
        drift = Math.max(drift, agreement.largestConfidenceDifference());
        findings.note("agreement in batches of " + batch, agreement.toString());
        findings.figure("matched_batch_" + batch, agreement.matched());
        findings.figure(
            "confidence_drift_mean_batch_" + batch, agreement.meanConfidenceDifference());
        findings.figure("reference_boxes", agreement.expected());
      }
      findings.figure("matched", worst);
      findings.figure("confidence_drift_max", drift);
      comparison.precision(found, findings); // in the largest batches
    }
  }

  private Engine load(Trial trial) throws IOException {
    if (!isQuantised) return trial.load();
    return trial.load(trial.freshPlans("int8"), Precision.INT8, trial.maxBatch());
  }

  private static List<Finder.Found> inBatches(Finder finder, List<byte[]> pictures, int batch)
      throws DecodeException, EngineException {
    List<Finder.Found> all = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += batch) {
      all.addAll(finder.find(pictures.subList(from, Math.min(from + batch, pictures.size()))));
    }
    return all;
  }

  /** What was found, beside what is to be found. */
  private record Comparison(
      List<Path> files, List<Finder.Found> onCpu, List<List<Expected>> expected, Path labels) {
    Agreement agreement(List<Finder.Found> found) {
      Agreement agreement = new Agreement(IOU);
      for (int i = 0; i < files.size(); i++) {
        String name = files.get(i).getFileName().toString();
        agreement.add(name, expected.get(i), found.get(i).usual());
      }
      return agreement;
    }

    /** Mean average precision of both, where there are labels. */
    void precision(List<Finder.Found> found, Findings findings) throws IOException {
      if (labels == null) return;
      MeanAveragePrecision map = new MeanAveragePrecision();
      MeanAveragePrecision ofCpu = new MeanAveragePrecision();
      for (int i = 0; i < files.size(); i++) {
        Finder.Found size = found.get(i);
        var truths = TestData.labels(labels, files.get(i), size.width(), size.height());
        map.add(truths, found.get(i).all());
        ofCpu.add(truths, onCpu.get(i).all());
      }
      findings.figure("map50_95", map.at50to95());
      findings.figure("map50_95_onnxruntime", ofCpu.at50to95());
      findings.figure("map50", map.at50());
    }
  }

  private static List<List<Expected>> expected(
      Trial trial, List<Path> files, List<Finder.Found> onCpu) throws IOException {
    List<List<Expected>> all = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) all.add(expected(trial, files.get(i), onCpu.get(i)));
    return all;
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

  private static Path labels(Trial trial) throws IOException {
    return labels(Frames.folder(trial));
  }

  /** Where YOLO's tools look for them, or null. */
  static Path labels(Path images) {
    Path all = images.toAbsolutePath().normalize().getParent();
    if (all == null || all.getFileName() == null || !all.endsWith("images")) return null;
    Path labels = all.resolveSibling("labels").resolve(images.getFileName());
    return Files.isDirectory(labels) ? labels : null;
  }
}
