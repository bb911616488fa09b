package dev.warren.worker.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The model that is committed with the project. */
public final class DemoModel {
  public static final String NAME = "warren-demo";

  private DemoModel() {}

  public static Path torchScript() {
    Path file = Path.of("..", "deploy", "demo-model", NAME + ".torchscript").toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException("no demo model at " + file);
    }
    return file.normalize();
  }
}
