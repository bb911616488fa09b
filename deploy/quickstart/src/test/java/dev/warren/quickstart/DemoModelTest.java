package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.camera.CameraFrame;
import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.Box;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.MeanAveragePrecision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The committed model finds what the simulator draws, in scenes that had no part in training. */
class DemoModelTest {
  private static final long FIRST_SEED = 4_000_000;
  private static final int SCENES = 100;
  private static final int MAX_BYTES = 4_000_000;

  @Test
  void findsTheObjectsOfFreshScenes() throws Exception {
    MeanAveragePrecision precision = new MeanAveragePrecision();
    PostprocessConfig everything = new PostprocessConfig(0.001, 0.7, 300);
    try (Engine engine = Engines.load(EngineConfig.of(DemoModel.torchScript(), 1));
        Lane lane = engine.openLane();
        FrameDecoder decoder =
            new FrameDecoder(
                DecodeConfig.DEFAULT, engine.spec().inputWidth(), engine.spec().inputHeight())) {
      Postprocessor post = new Postprocessor(engine.spec(), everything);
      for (long seed = FIRST_SEED; seed < FIRST_SEED + SCENES; seed++) {
        CameraFrame frame = new SimulatedCamera("test", seed, 640, 480).frame(seed % 1_000);
        Letterbox letterbox = decoder.decode(frame.jpeg(0.85f), lane.input());
        precision.add(truths(frame), post.detections(lane.run(1), 0, letterbox));
      }
    }
    System.out.printf("demo model on %d fresh scenes: mAP50 %.3f%n", SCENES, precision.at50());
    assertThat(precision.at50()).isGreaterThanOrEqualTo(0.9);
  }

  /** What the simulator drew. */
  static List<MeanAveragePrecision.Truth> truths(CameraFrame frame) {
    return frame.objects().stream()
        .map(
            o ->
                new MeanAveragePrecision.Truth(
                    o.classId(), new Box(o.x1(), o.y1(), o.x2(), o.y2())))
        .toList();
  }

  @Test
  void itsCardDescribesTheFilesThatAreCommitted() throws Exception {
    Path folder = DemoModel.torchScript().getParent();
    String card = Files.readString(folder.resolve("MODEL_CARD.md"));
    for (String name : List.of("warren-demo.torchscript", "warren-demo.onnx")) {
      byte[] file = Files.readAllBytes(folder.resolve(name));
      assertThat(file).as(name).hasSizeLessThanOrEqualTo(MAX_BYTES);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
      assertThat(card).contains(name, HexFormat.of().formatHex(digest));
      assertThat(new String(file, StandardCharsets.ISO_8859_1))
          .as("no path of the training machine in %s", name)
          .doesNotContain("/home/", "train.py", "export.py");
    }
  }
}
