package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where {@code --json} of a command goes: a file, or standard output where it is "-". */
record JsonFile(String target) {
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
    write(json + "\n", StandardOpenOption.TRUNCATE_EXISTING);
  }

  private void write(String text, StandardOpenOption how) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (isStandardOutput(target)) {
      System.out.writeBytes(bytes);
      System.out.flush();
      return;
    }
    try {
      Files.write(Path.of(target), bytes, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how);
    } catch (IOException | InvalidPathException e) {
      throw new CommandException(
          ExitCode.USAGE, "--json " + target + " cannot be written: " + FileFailure.reason(e), e);
    }
  }
}
