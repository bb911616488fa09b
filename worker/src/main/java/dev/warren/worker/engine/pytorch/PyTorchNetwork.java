package dev.warren.worker.engine.pytorch;

import ai.djl.Device;
import ai.djl.Model;
import dev.warren.worker.engine.CpuNetwork;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/** TorchScript on the CPU; libtorch runs one module from several threads at once. */
public record PyTorchNetwork(String version, Model model, ModelMetadata metadata)
    implements CpuNetwork {
  /**
   * @throws ModelException naming the file, what is wrong with it and what to do
   */
  public static PyTorchNetwork load(ModelFile file, int threadsPerLane) {
    ModelMetadata metadata = TorchScriptFile.metadata(file.path());
    String version = PyTorch.start(threadsPerLane);
    return new PyTorchNetwork(version, open(file), metadata);
  }

  @Override
  public Pass openPass(int maxBatch) {
    return new PyTorchPass(model);
  }

  @Override
  public void close() {
    model.close();
  }

  private static Model open(ModelFile file) {
    Model model = Model.newInstance(file.name(), Device.cpu(), "PyTorch");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()), 1 << 16)) {
      model.load(in);
      // DJL makes an empty folder for the stream and leaves it behind when the process is stopped.
      Files.deleteIfExists(model.getModelPath());
      return model;
    } catch (IOException | ai.djl.MalformedModelException | RuntimeException e) {
      model.close();
      throw new ModelException(
          "%s: PyTorch cannot load it: %s; %s"
              .formatted(file.path(), PyTorch.rootLine(e), ModelFile.exportAdvice(file.path())),
          e);
    }
  }
}
