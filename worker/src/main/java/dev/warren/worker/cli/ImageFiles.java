package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The image files that a command line names. */
final class ImageFiles {
  /** Of a folder; a file that is named itself may have any ending. */
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif", "tif", "tiff");

  private ImageFiles() {}

  /**
   * Files as given, and for each folder the images directly in it, sorted by name.
   *
   * @throws CommandException if a path does not exist, or there is no image at all
   */
  static List<Path> expand(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(in(path));
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new CommandException(ExitCode.USAGE, path + ": no such file or folder");
      }
    }
    if (files.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "no images in " + paths + "; subfolders are not searched");
    }
    return files;
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(ImageFiles::isImage).sorted().toList();
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isImage(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
        && !name.startsWith(".")
        && Files.isRegularFile(path);
  }
}
