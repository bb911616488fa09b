package dev.warren.worker.engine.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelMetadata;
import dev.warren.worker.engine.onnx.Calibration;
import dev.warren.worker.engine.onnx.PixelModel;
import dev.warren.worker.engine.onnx.Quantisation;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs a model on images to see what its activations are. */
public final class ActivationRanges {
  private final Quantisation quantisation;
  private final PixelModel model;
  private final long[] shape;

  private ActivationRanges(Quantisation quantisation) {
    this.quantisation = quantisation;
    model = quantisation.observed();
    ModelMetadata metadata = quantisation.model().metadata();
    shape = new long[] {1, metadata.inputHeight(), metadata.inputWidth(), 3};
  }

  /**
   * Runs the images one by one, some 0.1 s each with YOLO11n on two cores. All activations of one
   * image are in memory at once (72 MB with YOLO11n at 640 pixels), whatever their number.
   *
   * @param images uint8 RGB of the model's size, letterboxed as frames are; the pixels are needed
   *     no longer than until the next image is asked for
   * @param threads CPU threads
   * @throws ModelException when there is no image or the model does not run on one
   */
  public static Calibration measure(
      Quantisation quantisation, Iterable<ByteBuffer> images, int threads) {
    Calibration calibration = new Calibration(quantisation);
    new ActivationRanges(quantisation).run(images, threads, calibration);
    if (calibration.images() == 0) {
      throw new ModelException(
          quantisation.model().file()
              + ": there is no image to calibrate with; use a folder of some hundred frames of your"
              + " cameras");
    }
    return calibration;
  }

  private void run(Iterable<ByteBuffer> images, int threads, Calibration calibration) {
    try (OrtSession session = open(threads)) {
      for (ByteBuffer pixels : images) {
        calibration.nextImage();
        run(session, pixels, calibration);
      }
    } catch (OrtException e) {
      int image = calibration.images();
      throw failed(image == 0 ? "to calibrate" : "on calibration image " + image, e);
    }
  }

  private OrtSession open(int threads) throws OrtException {
    try (OrtSession.SessionOptions options = OnnxRuntime.options(threads)) {
      return OnnxRuntime.environment().createSession(model.onnx(), options);
    }
  }

  private void run(OrtSession session, ByteBuffer pixels, Calibration calibration)
      throws OrtException {
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OnnxRuntime.environment(), pixels.slice(), shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of(model.input(), input))) {
      for (Map.Entry<String, ?> output : result) {
        FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
        try {
          calibration.activations(output.getKey(), values);
        } catch (IllegalArgumentException e) {
          String place = output.getKey() + " of calibration image " + calibration.images();
          throw failed("with " + place, e);
        }
      }
    }
  }

  private ModelException failed(String where, Exception cause) {
    return new ModelException(
        "%s: does not run %s: %s; use --precision fp16"
            .formatted(quantisation.model().file(), where, OnnxRuntime.line(cause)),
        cause);
  }
}
