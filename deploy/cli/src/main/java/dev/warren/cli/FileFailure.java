package dev.warren.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What is wrong with a file, where Java says its name alone. */
public final class FileFailure {
  private FileFailure() {}

  /** The rule that is broken, in one line, without the file. */
  public static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException) return "no such file or folder";
    if (failure instanceof AccessDeniedException) return "permission denied";
    if (failure instanceof NotDirectoryException) return "it is no folder";
    if (failure instanceof FileAlreadyExistsException) return "a file of that name is in the way";
    if (failure instanceof FileSystemException e && e.getReason() != null) return e.getReason();
    if (failure instanceof FileNotFoundException e) return inBrackets(e.getMessage());
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse("");
  }

  /** {@code x (Permission denied)} is the way of older parts of Java. */
  private static String inBrackets(String message) {
    return message.replaceFirst("(?s).*\\((.*)\\)", "$1");
  }

  /**
   * Known before anything is opened with it.
   *
   * @param file null for an option that was not given
   */
  public static void requireReadable(String option, Path file) {
    if (file != null && (!Files.isRegularFile(file) || !Files.isReadable(file))) {
      throw CommandException.usage(option + " is no file that can be read: '" + file + "'");
    }
  }

  /** For a command: the thing, what could not be done with it, and why. */
  public static CommandException usage(String thing, String undone, IOException why) {
    return CommandException.usage(thing + " cannot be " + undone + ": " + reason(why), why);
  }
}
