package dev.warren.worker.engine.onnxruntime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.warren.worker.engine.CpuNetwork;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import dev.warren.worker.engine.onnx.OnnxMetadata;
import java.nio.file.Path;
import java.util.Collection;

/** ONNX on the CPU. One session, which several threads run at once. */
public record OnnxRuntimeNetwork(
    OrtSession session, ModelMetadata metadata, String input, String output) implements CpuNetwork {
  /**
   * @param threadsPerLane CPU threads of one run. The lane's own thread is one of them; further
   *     ones belong to the session, whose lanes share them.
   * @throws ModelException naming the file, what is wrong with it and what to do
   */
  public static OnnxRuntimeNetwork load(ModelFile file, int threadsPerLane) {
    OrtSession session = open(file.path(), threadsPerLane);
    try {
      ModelMetadata metadata =
          OnnxMetadata.read(file.path(), session.getMetadata().getCustomMetadata());
      String input = tensor(file.path(), "input", session.getInputInfo().values(), 1);
      String output =
          tensor(file.path(), "output", session.getOutputInfo().values(), Integer.MAX_VALUE);
      return new OnnxRuntimeNetwork(session, metadata, input, output);
    } catch (OrtException e) {
      free(session);
      throw unusable(file.path(), e);
    } catch (RuntimeException | Error e) {
      free(session);
      throw e;
    }
  }

  @Override
  public String version() {
    return OnnxRuntime.start();
  }

  @Override
  public Pass openPass(int maxBatch) {
    return new OnnxRuntimePass(session, input, output, maxBatch);
  }

  @Override
  public void close() {
    free(session);
  }

  private static OrtSession open(Path file, int threadsPerLane) {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = OnnxRuntime.options(threadsPerLane)) {
      return environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      throw unusable(file, e);
    }
  }

  /** The name of the first of {@code tensors}, which must be float32. */
  private static String tensor(Path file, String kind, Collection<NodeInfo> tensors, int most) {
    if (tensors.isEmpty() || tensors.size() > most) {
      throw new ModelException(
          "%s: has %d %ss, not one; %s"
              .formatted(file, tensors.size(), kind, ModelFile.exportAdvice(file)));
    }
    NodeInfo first = tensors.iterator().next();
    if (first.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT) {
      return first.getName();
    }
    Object type = first.getInfo() instanceof TensorInfo info ? info.type : "no tensor";
    throw new ModelException(
        "%s: its %s %s is %s, not float32; export without half=True"
            .formatted(file, kind, first.getName(), type));
  }

  private static ModelException unusable(Path file, OrtException e) {
    boolean unreadable =
        e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF
            || OnnxRuntime.line(e).contains("does not have a graph");
    return new ModelException(
        "%s: %s: %s; %s%s"
            .formatted(
                file,
                unreadable ? "is not ONNX, or cut short" : "ONNX Runtime cannot load it",
                OnnxRuntime.line(e),
                unreadable ? "copy it again, or " : "",
                ModelFile.exportAdvice(file)),
        e);
  }

  private static void free(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime: " + OnnxRuntime.line(e), e);
    }
  }
}
