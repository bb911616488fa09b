package dev.warren.worker.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The model that is committed with the project. */
public final class DemoModel {
  public static final String NAME = "warren-demo";

  private DemoModel() {}

  public static Path torchScript() {
    return file(".torchscript");
  }

  public static Path onnx() {
    return file(".onnx");
  }

  private static Path file(String ending) {
    Path file = TestData.checkout().resolve("deploy/demo-model/" + NAME + ending);
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException("no demo model at " + file);
    }
    return file.normalize();
  }
}
