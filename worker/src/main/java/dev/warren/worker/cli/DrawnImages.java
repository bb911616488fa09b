package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.FileFailure;
import dev.warren.worker.decode.AnnotatedImage;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A folder of annotated pictures. */
final class DrawnImages {
  private final Path folder;
  private final DecodeConfig limits;
  private final Set<Path> sources = new HashSet<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * Creates the folder.
   *
   * @param sources are not written over, be it through a link in the folder
   * @throws CommandException if it cannot be created
   */
  DrawnImages(Path folder, List<Path> sources, DecodeConfig limits) throws IOException {
    this.folder = folder;
    this.limits = limits;
    for (Path source : sources) this.sources.add(source.toRealPath());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileFailure.usage("--draw " + folder, "created", e);
    }
  }

  /** Draws one file's detections. */
  void draw(FileDetections.Found found) throws IOException {
    byte[] image = Files.readAllBytes(found.file());
    try {
      byte[] jpeg = AnnotatedImage.jpeg(image, limits, found.detections());
      Files.write(folder.resolve(name(found.file())), jpeg);
    } catch (DecodeException e) {
      throw new IOException(found.file() + ": changed since it was decoded: " + e.getMessage(), e);
    }
  }

  /** The file's name, as .jpg, and with a number where that is taken. */
  private String name(Path file) throws IOException {
    String name = file.getFileName().toString();
    String stem =
        name.toLowerCase(Locale.ROOT).endsWith(".jpg")
            ? name.substring(0, name.length() - 4)
            : name;
    String free = stem + ".jpg";
    for (int i = 2; !take(free); i++) free = stem + "-" + i + ".jpg";
    return free;
  }

  private boolean take(String name) throws IOException {
    Path file = folder.resolve(name);
    boolean isSource = Files.exists(file) && sources.contains(file.toRealPath());
    return taken.add(name) && !isSource;
  }
}
