package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.onnx.Calibration;
import dev.warren.worker.engine.onnx.OnnxModel;
import dev.warren.worker.engine.onnx.Quantisation;
import dev.warren.worker.engine.onnxruntime.ActivationRanges;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.testing.MeanAveragePrecision;
import dev.warren.worker.testing.TestData;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * YOLO11n in the 8 bits that Warren's own calibration gives it, against the float model. Runs on
 * the integer kernels of ONNX Runtime, which differ between CPUs; TensorRT's are others again.
 */
class CalibratedFidelityTest {
  private static final int CALIBRATION_IMAGES = 32;
  private static final PostprocessConfig LOW = new PostprocessConfig(0.001, 0.7, 300);

  @TempDir private Path folder;

  @Test
  void eightBitsFindNearlyTheSame() throws Exception {
    List<Path> photos = TestData.files("images/coco");
    Quantisation quantisation = Quantisation.of(OnnxModel.read(TestData.yolo11nOnnx()));
    Calibration calibration =
        ActivationRanges.measure(
            quantisation, pixels(photos.subList(0, CALIBRATION_IMAGES), 640), 2);
    Path quantised = folder.resolve("yolo11n_int8.onnx");
    Files.write(quantised, quantisation.with(calibration).bytes());

    Agreement half = new Agreement(0.5);
    Agreement close = new Agreement(0.9);
    MeanAveragePrecision seen = new MeanAveragePrecision();
    MeanAveragePrecision fresh = new MeanAveragePrecision();
    List<FileDetections> results = detect(quantised, photos);
    for (int i = 0; i < photos.size(); i++) {
      FileDetections.Found image = (FileDetections.Found) results.get(i);
      String name = photos.get(i).getFileName().toString();
      var usual = image.detections().stream().filter(d -> d.confidence() > 0.25).toList();
      half.add(name, TestData.expected("reference", name), usual);
      close.add(name, TestData.expected("reference", name), usual);
      var labels = TestData.labels(photos.get(i), image.width(), image.height());
      seen.add(labels, image.detections());
      if (i >= CALIBRATION_IMAGES) fresh.add(labels, image.detections());
    }
    System.out.printf(
        Locale.ROOT,
        "INT8 of %s: mAP50-95 %.4f (float %.4f), %.4f without the calibration images;"
            + " float's boxes found at 0.5: %.2f %%, at 0.9: %.2f %%%n",
        TestData.yolo11nOnnx().getFileName(),
        seen.at50to95(),
        TestData.json("map.json").get("yolo11n.torchscript").get("mAP50_95").asDouble(),
        fresh.at50to95(),
        100 * half.matched(),
        100 * close.matched());
    assertThat(seen.at50to95()).isGreaterThanOrEqualTo(0.435);
    assertThat(half.matched()).as("%s", half).isGreaterThanOrEqualTo(0.94);
    assertThat(close.matched()).as("%s", close).isGreaterThanOrEqualTo(0.9);
  }

  private static List<FileDetections> detect(Path model, List<Path> photos) {
    try (Engine engine = Engines.load(EngineConfig.of(model, 1))) {
      DetectRun run = new DetectRun(engine, DecodeConfig.DEFAULT, LOW, new StageTimes());
      return run.run(photos, engine.suggestedLanes());
    }
  }

  private static List<ByteBuffer> pixels(List<Path> photos, int side) throws Exception {
    List<ByteBuffer> result = new ArrayList<>();
    try (FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, side, side)) {
      for (Path photo : photos) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(side * side * 3);
        decoder.decode(Files.readAllBytes(photo), pixels);
        result.add(pixels);
      }
    }
    return result;
  }
}
