package dev.warren.quickstart;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that travels in the jar; engines read files. */
final class DemoModel {
  /** The file's stem becomes the model's name. */
  private static final String FILE = "warren-demo.onnx";

  private DemoModel() {}

  /** Puts the model into this folder. */
  static Path unpack(Path folder) throws IOException {
    try (InputStream in = DemoModel.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new CommandException(
            ExitCode.CONFIGURATION, "this build carries no demo model: give one by --model FILE");
      }
      Path file = folder.resolve(FILE);
      Files.copy(in, file);
      return file;
    }
  }
}
