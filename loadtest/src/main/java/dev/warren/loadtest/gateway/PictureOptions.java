package dev.warren.loadtest.gateway;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import dev.warren.cli.PictureFiles;
import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.ForeignText;
import dev.warren.protocol.ImageTypes;
import java.awt.Dimension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What the pictures show: simulated scenes, or files. */
public final class PictureOptions {
  private static final String SIM = "sim";
  private static final Pattern SIZE = Pattern.compile("(\\d{2,5})x(\\d{2,5})");

  /** Elsewhere a comma may belong to the name of a file. */
  private static final Pattern BEFORE_ADDRESS =
      Pattern.compile(",\\s*(?=(" + CameraNames.GIVEN + "=)?([A-Za-z][A-Za-z0-9+.-]*://|/dev/))");

  /** Half a minute of scene; its pictures then come from memory and cost no drawing. */
  private static final int SCENE_FRAMES = 30 * SimulatedCamera.FRAMES_PER_SECOND;

  /** All that tells what kind of image it is. */
  private static final int HEAD_BYTES = 64;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      arity = "1..*",
      defaultValue = SIM,
      description =
          "'sim' (default) for simulated traffic cameras, or image files and folders. "
              + PictureFiles.RULE)
  private List<String> words;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "1280x720",
      description = "Picture size of simulated cameras; default ${DEFAULT-VALUE}.")
  private String size;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      defaultValue = "0.8",
      description = "JPEG quality of simulated cameras, 0 to 1; default ${DEFAULT-VALUE}.")
  private float quality;

  /**
   * @throws CommandException when an option is out of bounds
   */
  public void check() {
    for (VideoInput video : videos()) {
      throw usage("--source " + video.shown() + ": only 'gateway' sends videos and live cameras");
    }
    if (isSimulated()) size();
    checkQuality();
  }

  private void checkQuality() {
    if (!(quality >= 0 && quality <= 1)) {
      throw usage("--quality outside 0..1: " + quality);
    }
  }

  /** Whether nothing is read from files. */
  public boolean isSimulated() {
    return stills().equals(List.of(SIM));
  }

  /**
   * What moves.
   *
   * @throws CommandException for an address that nobody can open
   */
  List<VideoInput> videos() {
    return sources().stream().map(PictureOptions::video).flatMap(Optional::stream).toList();
  }

  private List<String> stills() {
    return sources().stream().filter(source -> video(source).isEmpty()).toList();
  }

  private List<String> sources() {
    List<String> sources = words.stream().flatMap(BEFORE_ADDRESS::splitAsStream).toList();
    sources.forEach(PictureOptions::checkName);
    return sources;
  }

  private static void checkName(String source) {
    String file = video(source).map(VideoInput::address).orElse(source);
    if (file.isBlank()) throw usage("--source: a name is empty");
    if (file.contains(",") && !Files.exists(Path.of(file))) {
      throw usage("--source " + ForeignText.printable(file) + ": " + VideoInput.COMMAS);
    }
  }

  private static Optional<VideoInput> video(String source) {
    try {
      return VideoInput.of(source);
    } catch (IllegalArgumentException e) {
      throw usage("--source " + e.getMessage());
    }
  }

  /** What was asked for, for people. */
  public String describe() {
    return isSimulated() ? SIM + " " + size : String.join(", ", sources());
  }

  /**
   * The sources of pictures that are not videos.
   *
   * @param cameras how many sources; each gives all the files
   * @param camera name, numbered where there are several; null for 'camera', or for each file's own
   *     name where one camera shows files
   * @param loop whether files start again after the last; scenes do by themselves
   * @param notes hears what of a folder is left out
   * @throws CommandException when an option is out of bounds or a file is missing
   */
  public List<FrameSource> open(int cameras, String camera, boolean loop, Consumer<String> notes) {
    if (stills().isEmpty()) return List.of();
    return isSimulated() ? simulated(cameras, camera) : files(cameras, camera, loop, notes);
  }

  private List<FrameSource> simulated(int cameras, String camera) {
    checkQuality();
    Dimension dimension = size();
    List<FrameSource> list = new ArrayList<>();
    for (int i = 0; i < cameras; i++) {
      String name = CameraNames.numbered(camera == null ? "camera" : camera, i, cameras);
      SimulatedCamera simulated =
          new SimulatedCamera(name, i + 1L, dimension.width, dimension.height);
      list.add(new SimulatedSource(simulated, quality, SCENE_FRAMES));
    }
    return list;
  }

  private Dimension size() {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw usage("--size is not WIDTHxHEIGHT, such as 1280x720: " + size);
    }
    int width = Integer.parseInt(matcher.group(1));
    int height = Integer.parseInt(matcher.group(2));
    if (width < 64 || height < 64 || width > 8192 || height > 8192) {
      throw usage("--size not in 64x64..8192x8192: " + size);
    }
    return new Dimension(width, height);
  }

  private List<FrameSource> files(
      int cameras, String camera, boolean loop, Consumer<String> notes) {
    List<String> stills = stills();
    if (stills.contains(SIM)) {
      throw usage("--source sim stands alone, without files; a folder of that name is ./sim");
    }
    List<Path> named = stills.stream().map(Path::of).toList();
    List<Path> files = PictureFiles.of("--source", named, notes);
    noteOthers(named, notes);
    List<FrameSource> list = new ArrayList<>();
    for (int i = 0; i < cameras; i++) {
      boolean ownNames = camera == null && cameras == 1;
      String name = CameraNames.numbered(camera == null ? "camera" : camera, i, cameras);
      list.add(new FileSource(files, ownNames ? null : name, loop));
    }
    return list;
  }

  /** Who names them may mean it, to see what workers say. */
  private static void noteOthers(List<Path> named, Consumer<String> notes) {
    List<Path> others = named.stream().filter(Predicate.not(PictureOptions::mayBeImage)).toList();
    if (others.isEmpty()) return;
    String more = others.size() == 1 ? "" : " and " + (others.size() - 1) + " more";
    notes.accept(
        "--source %s%s: no image by the first bytes; sent all the same"
            .formatted(others.get(0), more));
  }

  /** Of what cannot be read something else is said, once its turn comes. */
  private static boolean mayBeImage(Path file) {
    if (!Files.isRegularFile(file)) return true;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      return head.length == 0
          || ImageTypes.sniff(head).filter(type -> type.startsWith("image/")).isPresent();
    } catch (IOException e) {
      return true;
    }
  }
}
