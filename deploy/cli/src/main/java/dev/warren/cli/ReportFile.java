package dev.warren.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that an option names, for what a run has found. */
public final class ReportFile {
  private ReportFile() {}

  /**
   * A run must not fail at its end for a mistyped path.
   *
   * @param file null for none
   * @throws CommandException naming the option if the file could not be written
   */
  public static void check(String option, Path file) {
    if (file == null) return;
    boolean isNew = !Files.exists(file);
    try {
      Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE).close();
      if (isNew) Files.delete(file);
    } catch (IOException e) {
      throw FileFailure.usage(option + " " + file, "written", e);
    }
  }

  /** Does nothing where {@code file} is null. */
  public static void write(String option, Path file, String text) {
    if (file == null) return;
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE,
          option + " " + file + " cannot be written: " + FileFailure.reason(e),
          e);
    }
  }
}
