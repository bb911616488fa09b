package dev.warren.loadtest.report;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that an option names, to be written at the end of a run. */
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
    Path folder = file.toAbsolutePath().getParent();
    boolean writable =
        Files.exists(file)
            ? Files.isRegularFile(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
    if (!writable) {
      throw usage(option + " cannot be written: " + file);
    }
  }

  /** Does nothing where {@code file} is null. */
  public static void write(String option, Path file, byte[] bytes) {
    if (file == null) return;
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE, option + " cannot be written: " + e.getMessage(), e);
    }
  }
}
