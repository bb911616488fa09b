package dev.warren.quickstart;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that travels in the jar; engines read files, so it is unpacked for the run. */
final class DemoModel implements AutoCloseable {
  /** The file's stem becomes the model's name. */
  private static final String FILE = "warren-demo.onnx";

  private final Path folder;
  private final Path file;

  private DemoModel(Path folder, Path file) {
    this.folder = folder;
    this.file = file;
  }

  /** Unpacks the model into a folder of its own. */
  static DemoModel unpack() throws IOException {
    try (InputStream in = DemoModel.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new CommandException(
            ExitCode.CONFIGURATION, "this build carries no demo model: give one by --model FILE");
      }
      Path folder = Files.createTempDirectory("warren-model-");
      Path file = folder.resolve(FILE);
      Files.copy(in, file);
      return new DemoModel(folder, file);
    }
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    TemporaryFolder.delete(folder);
  }
}
