package dev.warren.worker.testing;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * An ONNX file run as it is written: quantise and dequantise nodes one by one, in float, so that
 * the result does not depend on which integer kernels the CPU has.
 */
public final class OnnxRun implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  public OnnxRun(byte[] onnx) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(2);
      options.addConfigEntry("session.disable_quant_qdq", "1");
      session = environment.createSession(onnx, options);
    }
  }

  /** Runs uint8 pixels: count, height, width, 3. */
  public RawOutput pixels(ByteBuffer pixels, long... shape) throws OrtException {
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(environment, pixels.duplicate(), shape, OnnxJavaType.UINT8)) {
      return run(tensor);
    }
  }

  /** Runs the same pixels as a float model wants them: planes of 0..1. */
  public RawOutput planes(ByteBuffer pixels, long... shape) throws OrtException {
    int area = Math.toIntExact(shape[1] * shape[2]);
    FloatBuffer planes =
        ByteBuffer.allocateDirect(pixels.remaining() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < pixels.remaining(); i++) {
      int pixel = i / 3 % area;
      int image = i / 3 / area;
      planes.put((image * 3 + i % 3) * area + pixel, (pixels.get(i) & 0xff) / 255f);
    }
    long[] planar = {shape[0], 3, shape[1], shape[2]};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, planes, planar)) {
      return run(tensor);
    }
  }

  private RawOutput run(OnnxTensor tensor) throws OrtException {
    String input = session.getInputNames().iterator().next();
    try (OrtSession.Result result = session.run(Map.of(input, tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      return new RawOutput(output.getFloatBuffer(), output.getInfo().getShape());
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
