package dev.warren.loadtest.gateway;

import dev.warren.protocol.ImageTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files, one after the other, read when their turn comes. Whatever a file holds is passed on: to
 * refuse what is no picture is the worker's business, and it must answer for it.
 */
public final class FileSource implements FrameSource {
  /** RabbitMQ's default limit of a message; more would cost us the connection. */
  private static final long MAX_BYTES = 16L << 20;

  private final List<Path> files;
  private final String camera;
  private final boolean loop;
  private int at;

  /**
   * @param camera whose pictures these are; or null to take each file's own name for its camera
   * @param loop whether the first file follows the last; files that cannot be read are then left
   *     out
   */
  public FileSource(List<Path> files, String camera, boolean loop) {
    this.files = new ArrayList<>(files);
    this.camera = camera;
    this.loop = loop;
  }

  /**
   * The files among {@code paths}: a folder stands for the pictures below it, by their endings, in
   * the order of their names; hidden ones and folders behind links are left out. A file that is
   * named itself may have any ending.
   *
   * @param notes hears, if so, how many files of folders are left out, and which endings they have
   * @throws IOException naming the path that is not there or the folder that holds no picture
   */
  public static List<Path> expand(List<Path> paths, Consumer<String> notes) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new IOException(path + ": no such file or folder");
      }
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      Map<Boolean, List<Path>> below =
          below(path).stream().collect(Collectors.partitioningBy(FileSource::isPicture));
      others.addAll(below.get(false));
      if (below.get(true).isEmpty()) {
        throw new IOException(
            path + ": the folder holds no pictures" + endings(below.get(false), ", but "));
      }
      files.addAll(below.get(true));
    }
    if (!others.isEmpty()) {
      notes.accept(
          others.size()
              + " files that are no pictures by their names are left out"
              + endings(others, ": ")
              + "; a file that is named itself is sent whatever it is");
    }
    return files;
  }

  /** What a worker cannot read among them it answers by name. */
  private static boolean isPicture(Path file) {
    return ImageTypes.ofName(file.getFileName().toString()).isPresent();
  }

  /** In small letters, with the point; or "". */
  private static String ending(Path file) {
    String name = file.getFileName().toString();
    int point = name.lastIndexOf('.');
    return point < 0 ? "" : name.substring(point).toLowerCase(Locale.ROOT);
  }

  /** {@code 2 .json, 1 without ending}; "" for no files. */
  private static String endings(List<Path> files, String before) {
    Map<String, Long> counts =
        files.stream()
            .collect(
                Collectors.groupingBy(FileSource::ending, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(e -> e.getValue() + " " + (e.getKey().isEmpty() ? "without ending" : e.getKey()))
        .collect(Collectors.joining(", ", counts.isEmpty() ? "" : before, ""));
  }

  @Override
  public Optional<SourceFrame> next() throws UnreadableFrameException {
    if (at == files.size() && loop) {
      at = 0;
    }
    if (at == files.size()) {
      return Optional.empty();
    }
    Path file = files.get(at);
    try {
      SourceFrame frame = read(file);
      at++;
      return Optional.of(frame);
    } catch (UnreadableFrameException e) {
      files.remove(at); // so that a loop over nothing but these ends
      throw e;
    }
  }

  private SourceFrame read(Path file) throws UnreadableFrameException {
    String name = String.valueOf(file.getFileName());
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw new UnreadableFrameException(file + ": the file is empty", null);
      }
      if (size > MAX_BYTES) {
        throw new UnreadableFrameException(file + ": larger than 16 MiB: " + size, null);
      }
      String from = camera == null ? CameraNames.ofFile(name) : camera;
      return new SourceFrame(name, from, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new UnreadableFrameException(file + ": the file is gone", e);
    } catch (IOException e) {
      throw new UnreadableFrameException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    Path real = folder.toRealPath(); // a walk does not follow links, not even where it begins
    try (Stream<Path> tree = Files.walk(real)) {
      return tree.filter(Files::isRegularFile)
          .map(real::relativize)
          .filter(file -> !hidden(file))
          .sorted()
          .map(folder::resolve)
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause().getMessage() + ": the folder cannot be read", e);
    }
  }

  private static boolean hidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
