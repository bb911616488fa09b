package dev.warren.loadtest.camera;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Writes labelled frames for the demo model's trainer: {@code SEED.jpg} and {@code SEED.txt}, one
 * line {@code class cx cy w h} per object in shares of the image. Every frame shows another street:
 * frame i has the seed first-seed + i.
 */
public final class ExportScenes {
  private static final Set<String> OPTIONS = Set.of("--out", "--count", "--first-seed");
  private static final int[][] SIZES = {{640, 480}, {640, 480}, {1280, 720}, {320, 240}};
  private static final int LAST_INDEX = 3000;

  private ExportScenes() {}

  /** Takes {@code --out DIR --count N --first-seed S}, all required. */
  public static void main(String[] args) throws IOException {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!OPTIONS.contains(args[i]) || i + 1 == args.length) {
        usage();
      }
      options.put(args[i], args[i + 1]);
    }
    if (!options.keySet().equals(OPTIONS)) {
      usage();
    }
    Path out = Files.createDirectories(Path.of(options.get("--out")));
    long first = Long.parseLong(options.get("--first-seed"));
    int count = Integer.parseInt(options.get("--count"));
    LongStream.range(first, first + count).parallel().forEach(seed -> export(out, seed));
    System.out.printf("%d scenes from seed %d in %s%n", count, first, out);
  }

  private static void usage() {
    System.err.println("usage: ExportScenes --out DIR --count N --first-seed S");
    System.exit(2);
  }

  private static void export(Path out, long seed) {
    Dice dice = Dice.of(seed, 3);
    int[] size = SIZES[dice.below(SIZES.length)];
    SimulatedCamera camera = new SimulatedCamera("training", seed, size[0], size[1]);
    CameraFrame frame = camera.frame(dice.below(LAST_INDEX));
    try {
      Files.write(out.resolve(seed + ".jpg"), frame.jpeg((float) dice.between(0.6, 0.95)));
      Files.writeString(out.resolve(seed + ".txt"), lines(frame, size[0], size[1]));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot write scene " + seed, e);
    }
  }

  private static String lines(CameraFrame frame, int width, int height) {
    return frame.objects().stream()
        .map(
            box ->
                String.format(
                    Locale.ROOT,
                    "%d %.6f %.6f %.6f %.6f%n",
                    box.classId(),
                    (box.x1() + box.x2()) / 2 / width,
                    (box.y1() + box.y2()) / 2 / height,
                    (box.x2() - box.x1()) / width,
                    (box.y2() - box.y1()) / height))
        .collect(Collectors.joining());
  }
}
