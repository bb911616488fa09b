package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.Detection;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One model finds the same, whichever engine runs it. */
class EngineParityTest {
  private static final int FRAMES = 60;
  private static final double PIXELS = 0.05;
  private static final double CONFIDENCE = 0.001;

  @Test
  void bothEnginesFindTheSameInSimulatedFrames() throws Exception {
    List<List<Detection>> pytorch = detect(DemoModel.torchScript(), "pytorch");
    List<List<Detection>> onnxruntime = detect(DemoModel.onnx(), "onnxruntime");

    int boxes = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      assertSame(onnxruntime.get(frame), pytorch.get(frame));
      boxes += pytorch.get(frame).size();
    }
    System.out.printf("%d boxes in %d frames are the same on both engines%n", boxes, FRAMES);
    assertThat(boxes).isGreaterThan(FRAMES);
  }

  private static List<List<Detection>> detect(Path model, String engineName) throws Exception {
    List<List<Detection>> result = new ArrayList<>();
    try (Engine engine = Engines.load(EngineConfig.of(model, 1));
        Lane lane = engine.openLane();
        FrameDecoder decoder =
            new FrameDecoder(
                DecodeConfig.DEFAULT, engine.spec().inputWidth(), engine.spec().inputHeight())) {
      assertThat(engine.name()).isEqualTo(engineName);
      Postprocessor post = new Postprocessor(engine.spec(), PostprocessConfig.DEFAULT);
      for (int i = 0; i < FRAMES; i++) {
        byte[] jpeg = new SimulatedCamera("parity", 77 + i % 4, 640, 480).frame(i).jpeg(0.85f);
        Letterbox letterbox = decoder.decode(jpeg, lane.input());
        result.add(post.detections(lane.run(1), 0, letterbox));
      }
    }
    return result;
  }

  private static void assertSame(List<Detection> found, List<Detection> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      Detection a = found.get(i);
      Detection b = expected.get(i);
      assertThat(a.classId()).isEqualTo(b.classId());
      assertThat(a.confidence()).isCloseTo(b.confidence(), within(CONFIDENCE));
      assertThat(a.box().x1()).isCloseTo(b.box().x1(), within(PIXELS));
      assertThat(a.box().y1()).isCloseTo(b.box().y1(), within(PIXELS));
      assertThat(a.box().x2()).isCloseTo(b.box().x2(), within(PIXELS));
      assertThat(a.box().y2()).isCloseTo(b.box().y2(), within(PIXELS));
    }
  }
}
