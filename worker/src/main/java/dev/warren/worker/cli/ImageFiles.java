package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.protocol.ImageTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The image files that a command line names. */
final class ImageFiles {
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

  /** By its ending, which a file that is named itself need not have. */
  private static boolean isImage(Path path) {
    String name = path.getFileName().toString();
    return ImageTypes.ofName(name).isPresent()
        && !name.startsWith(".")
        && Files.isRegularFile(path);
  }
}
