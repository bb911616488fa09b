package dev.warren.cli;

import static dev.warren.cli.CommandException.usage;

import dev.warren.common.Counted;
import dev.warren.protocol.ForeignText;
import dev.warren.protocol.ImageTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pictures that a command line names, by one rule for all commands: a file that is named itself
 * is taken, whatever its name; a folder stands for the pictures in it and in its subfolders, told
 * by the endings of their names, in the order of these. Hidden files and folders, and folders
 * behind links, are passed over.
 *
 * @param files what is taken, whatever it holds; at least one
 * @param leftOut what else the folders hold
 */
public record PictureFiles(List<Path> files, List<Path> leftOut) {
  /** For the help of options that take pictures. */
  public static final String RULE =
      "Of a folder its pictures (JPEG, PNG, WebP, BMP, GIF, TIFF, by the endings of their names) and"
          + " those of its subfolders.";

  private static final int MAX_ENDINGS = 5;

  public PictureFiles {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Looks at names; opens no file.
   *
   * @throws IOException whose message names the path that is not there, the folder that cannot be
   *     read, or the one that holds no picture
   */
  public static PictureFiles find(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> leftOut = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) throw new IOException(path + ": no such file or folder");
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      Map<Boolean, List<Path>> below =
          below(path).stream().collect(Collectors.partitioningBy(PictureFiles::isPicture));
      if (below.get(true).isEmpty()) {
        throw new IOException(
            path + ": the folder holds no pictures" + endings(below.get(false), ", but "));
      }
      files.addAll(below.get(true));
      leftOut.addAll(below.get(false));
    }
    return new PictureFiles(files, leftOut);
  }

  /**
   * {@link #find} for a command.
   *
   * @param option whose value the paths are, or "" for parameters; messages begin with it
   * @param notes hears of what is left out, if anything is
   * @throws CommandException for usage, with what {@link #find} says
   */
  public static List<Path> of(String option, List<Path> paths, Consumer<String> notes) {
    String prefix = option.isEmpty() ? "" : option + " ";
    try {
      PictureFiles found = find(paths);
      found.note().ifPresent(note -> notes.accept(prefix + note));
      return found.files();
    } catch (IOException e) {
      throw usage(prefix + e.getMessage(), e);
    }
  }

  /** One line for people, with the endings of what is left out. */
  Optional<String> note() {
    if (leftOut.isEmpty()) return Optional.empty();
    return Optional.of(
        "leaves out %s whose name does not end as a picture's%s; a file that is named itself is taken"
            .formatted(Counted.of(leftOut.size(), "file"), endings(leftOut, ": ")));
  }

  private static boolean isPicture(Path file) {
    return ImageTypes.ofName(file.getFileName().toString()).isPresent();
  }

  /** In small letters, with the point; or "". */
  private static String ending(Path file) {
    String name = file.getFileName().toString();
    int point = name.lastIndexOf('.');
    return point < 0 ? "" : ForeignText.printable(name.substring(point).toLowerCase(Locale.ROOT));
  }

  /**
   * {@code 2 .json, 1 without ending}; "" for no files. Some alone, the most frequent ones: files
   * that are numbered behind a point have an ending each.
   */
  private static String endings(List<Path> files, String before) {
    if (files.isEmpty()) return "";
    Map<String, Long> counts =
        files.stream()
            .collect(
                Collectors.groupingBy(PictureFiles::ending, TreeMap::new, Collectors.counting()));
    List<String> told =
        counts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(MAX_ENDINGS)
            .map(e -> e.getValue() + " " + (e.getKey().isEmpty() ? "without ending" : e.getKey()))
            .toList();
    return before + String.join(", ", told) + (counts.size() > MAX_ENDINGS ? ", ..." : "");
  }

  private static List<Path> below(Path folder) throws IOException {
    try {
      Path real = folder.toRealPath(); // a walk does not follow links, not even where it begins
      return below(folder, real);
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
      String which = cause instanceof FileSystemException f ? f.getFile() : folder.toString();
      throw new IOException(which + ": the folder cannot be read: " + FileFailure.reason(cause), e);
    }
  }

  private static List<Path> below(Path folder, Path real) throws IOException {
    try (Stream<Path> tree = Files.walk(real)) {
      return tree.filter(Files::isRegularFile)
          .map(real::relativize)
          .filter(file -> !hidden(file))
          .sorted()
          .map(folder::resolve)
          .toList();
    }
  }

  private static boolean hidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) return true;
    }
    return false;
  }
}
