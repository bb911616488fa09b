package dev.warren.worker.engine.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.warren.worker.engine.CpuNetwork;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Input and output are Java's direct buffers: the runtime reads the one and writes the other
 * without a copy. Only the first run's output, whose shape nobody knows before, is copied.
 */
final class OnnxRuntimePass implements CpuNetwork.Pass {
  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final OrtSession session;
  private final String input;
  private final String output;
  private final int maxBatch;
  private long[] firstShape;
  private FloatBuffer results;

  OnnxRuntimePass(OrtSession session, String input, String output, int maxBatch) {
    this.session = session;
    this.input = input;
    this.output = output;
    this.maxBatch = maxBatch;
  }

  @Override
  public RawOutput run(ByteBuffer planes, long[] shape) throws EngineException {
    int count = Math.toIntExact(shape[0]);
    try (OnnxTensor batch = OnnxTensor.createTensor(environment, planes.asFloatBuffer(), shape)) {
      if (results == null) return firstRun(batch, count);
      RawOutput view = view(count);
      try (OnnxTensor pinned =
          OnnxTensor.createTensor(environment, view.data().duplicate(), view.shape())) {
        session.run(Map.of(input, batch), Map.of(output, pinned)).close();
      }
      return view;
    } catch (OrtException | RuntimeException e) {
      throw new EngineException(OnnxRuntime.line(e), e);
    }
  }

  /** Nothing native outlives a run. */
  @Override
  public void close() {}

  private RawOutput firstRun(OnnxTensor batch, int count) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of(input, batch), Set.of(output))) {
      OnnxTensor tensor = (OnnxTensor) result.get(0);
      long[] shape = tensor.getInfo().getShape();
      FloatBuffer found = tensor.getFloatBuffer();
      if (shape.length == 0 || shape[0] != count) {
        throw new IllegalStateException(
            "it returns %s for %d image(s)".formatted(Arrays.toString(shape), count));
      }
      firstShape = shape;
      results = room(Math.multiplyExact(found.remaining() / count, maxBatch));
      RawOutput view = view(count);
      view.data().put(0, found, 0, found.remaining());
      return view;
    }
  }

  private RawOutput view(int count) {
    long[] shape = firstShape.clone();
    int size = Math.toIntExact(results.capacity() / maxBatch * (long) count);
    shape[0] = count;
    return new RawOutput(results.slice(0, size), shape);
  }

  private static FloatBuffer room(int floats) {
    int bytes = Math.multiplyExact(floats, Float.BYTES);
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
