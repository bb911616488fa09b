package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.camera.CameraFrame;
import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.Detection;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.onnx.Calibration;
import dev.warren.worker.engine.onnx.OnnxModel;
import dev.warren.worker.engine.onnx.Quantisation;
import dev.warren.worker.engine.onnxruntime.ActivationRanges;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.MeanAveragePrecision;
import dev.warren.worker.testing.OnnxRun;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The committed model in 8 bits, on scenes that neither training nor calibration has seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuantisedDemoModelTest {
  private static final int SIDE = 320;
  private static final long CALIBRATION_SEED = 5_000_000;
  private static final long FIRST_SEED = 4_000_000;
  private static final int CALIBRATION_SCENES = 24;
  private static final int SCENES = 60;

  private final OnnxModel model = OnnxModel.read(DemoModel.onnx());
  private final Quantisation quantisation = Quantisation.of(model);
  private FrameDecoder decoder;
  private Calibration calibration;
  private double floatPrecision;

  @BeforeAll
  void calibrate() throws Exception {
    decoder = new FrameDecoder(DecodeConfig.DEFAULT, SIDE, SIDE);
    List<ByteBuffer> images = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_SCENES; i++) {
      ByteBuffer pixels = ByteBuffer.allocateDirect(SIDE * SIDE * 3);
      decoder.decode(scene(CALIBRATION_SEED + i).jpeg(0.85f), pixels);
      images.add(pixels);
    }
    calibration = ActivationRanges.measure(quantisation, images, 2);
    floatPrecision = precision(model);
  }

  @AfterAll
  void closeDecoder() {
    decoder.close();
  }

  @Test
  void eightBitsFindNearlyTheSame() throws Exception {
    double precision = precision(quantisation.with(calibration));
    System.out.printf(
        Locale.ROOT,
        "demo model on %d scenes: mAP50-95 %.3f in float, %.3f in 8 bits%n",
        SCENES,
        floatPrecision,
        precision);
    assertThat(floatPrecision).isGreaterThan(0.7);
    assertThat(precision).isGreaterThan(floatPrecision - 0.02);
  }

  @Test
  void wrongScalesAreNoticed() throws Exception {
    for (float largest : new float[] {0.3f, 100}) {
      Calibration wrong = new Calibration(quantisation);
      FloatBuffer range = FloatBuffer.wrap(new float[] {largest});
      for (String tensor : quantisation.tensors()) wrong.activations(tensor, range.duplicate());
      assertThat(precision(quantisation.with(wrong)))
          .as("all activations up to %s", largest)
          .isLessThan(floatPrecision - 0.02);
    }
  }

  private double precision(OnnxModel onnx) throws Exception {
    MeanAveragePrecision result = new MeanAveragePrecision();
    ModelSpec spec =
        new ModelSpec("demo", "-", SIDE, SIDE, model.metadata().classNames(), Head.DETECT, 1);
    Postprocessor post = new Postprocessor(spec, new PostprocessConfig(0.001, 0.7, 300));
    ByteBuffer pixels = ByteBuffer.allocateDirect(spec.imageBytes());
    try (OnnxRun run = new OnnxRun(onnx.withPixelInput().onnx())) {
      for (int i = 0; i < SCENES; i++) {
        CameraFrame frame = scene(FIRST_SEED + i);
        Letterbox letterbox = decoder.decode(frame.jpeg(0.85f), pixels);
        List<Detection> found = post.detections(run.pixels(pixels, 1, SIDE, SIDE, 3), 0, letterbox);
        result.add(DemoModelTest.truths(frame), found);
      }
    }
    return result.at50to95();
  }

  private static CameraFrame scene(long seed) {
    return new SimulatedCamera("test", seed, 640, 480).frame(seed % 1_000);
  }
}
