package dev.warren.bench.accept;

import dev.warren.bench.BenchException;
import dev.warren.cli.PictureFiles;
import dev.warren.worker.benchmark.EncodedImages;
import dev.warren.worker.benchmark.Scenes;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The pictures that everything is measured with. */
final class Frames {
  private static final int DRAWN = 32;

  /** Larger ones are allowed than a worker takes by default: photographs come as they are. */
  static final DecodeConfig LIMITS = new DecodeConfig(16 << 20, 100_000_000, 16_384, false);

  private Frames() {}

  /** The given folder, or one of drawn scenes. */
  static Path folder(Trial trial) throws IOException {
    if (trial.images() != null) return trial.images();
    Path folder = trial.folder().resolve("drawn");
    Files.createDirectories(folder);
    for (int i = 0; i < DRAWN; i++) {
      Path file = folder.resolve("scene-%02d.jpg".formatted(i));
      if (!Files.exists(file)) Files.write(file, Scenes.jpeg(Scenes.drawn(1280, 720, i), 0.8f));
    }
    return folder;
  }

  /** Sorted by name. */
  static List<Path> files(Trial trial) throws IOException {
    try {
      return PictureFiles.find(List.of(folder(trial))).files();
    } catch (IOException e) {
      throw new BenchException("--images " + e.getMessage());
    }
  }

  static EncodedImages load(Trial trial, ModelSpec spec) throws IOException {
    return EncodedImages.load(files(trial), LIMITS, spec, System.err::println);
  }
}
