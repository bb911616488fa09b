package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ReportFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where {@code --json} of a command goes: a file, or standard output where it is "-". */
record JsonFile(String target) {
  private static final String OPTION = "--json";

  /**
   * Leaves what is in the file.
   *
   * @throws CommandException when it cannot be written, now rather than after the work
   */
  static JsonFile open(String target) {
    try {
      if (!isStandardOutput(target)) ReportFile.check(OPTION, Path.of(target));
    } catch (InvalidPathException e) {
      throw CommandException.usage(OPTION + " names no file: " + e.getMessage(), e);
    }
    return new JsonFile(target);
  }

  static boolean isStandardOutput(String target) {
    return "-".equals(target);
  }

  void write(String json) {
    String text = json + "\n";
    if (isStandardOutput(target)) {
      System.out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    } else {
      ReportFile.write(OPTION, Path.of(target), text);
    }
  }
}
