package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where {@code --json} of a long command goes. */
final class JsonFile {
  private final String target;

  private JsonFile(String target) {
    this.target = target;
  }

  /**
   * Leaves what is in the file.
   *
   * @throws CommandException when it cannot be written, now rather than after the work
   */
  static JsonFile open(String target) {
    JsonFile file = new JsonFile(target);
    file.write("", StandardOpenOption.APPEND);
    return file;
  }

  static boolean isStandardOutput(String target) {
    return "-".equals(target);
  }

  void write(String json) {
    String text = json + "\n";
    if (isStandardOutput(target)) System.out.print(text);
    write(text, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private void write(String text, StandardOpenOption how) {
    if (isStandardOutput(target)) return;
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      Files.write(Path.of(target), bytes, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how);
    } catch (IOException | InvalidPathException e) {
      throw new CommandException(
          ExitCode.USAGE, "--json " + target + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
