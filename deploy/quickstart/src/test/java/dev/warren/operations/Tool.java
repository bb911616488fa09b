package dev.warren.operations;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of the machine's; a test that needs one which is not there skips, saying so. */
final class Tool {
  /** The checkout, from this module. */
  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /** How it ended, and all that it printed. */
  record Run(int exitCode, String output) {}

  private Tool() {}

  static Run run(Path folder, String... command) throws IOException, InterruptedException {
    return runWith("", folder, command);
  }

  /**
   * @param input for its standard input
   */
  static Run runWith(String input, Path folder, String... command)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("warren-", ".in");
    try {
      return runFrom(Files.writeString(file, input), folder, command);
    } finally {
      Files.delete(file);
    }
  }

  private static Run runFrom(Path input, Path folder, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return skip("no " + command[0] + " here");
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  static <T> T skip(String reason) {
    System.out.println("skipped: " + reason);
    return abort(reason);
  }
}
