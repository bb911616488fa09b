package dev.warren.loadtest.gateway;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.loadtest.camera.SimulatedCamera;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where the pictures come from. */
final class SourceOptions {
  private static final String SIM = "sim";
  private static final Pattern SIZE = Pattern.compile("(\\d{2,5})x(\\d{2,5})");

  /** Half a minute of scene; its pictures then come from memory and cost no drawing. */
  private static final int SCENE_FRAMES = 30 * SimulatedCamera.FRAMES_PER_SECOND;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      arity = "1..*",
      defaultValue = SIM,
      description = {
        "'sim' (default) for simulated traffic cameras, or files and folders of pictures.",
        "Files are sent once, unless --loop, --count or --duration is given."
      })
  private List<String> sources;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many cameras send; default ${DEFAULT-VALUE}. Each sends all the files.")
  private int cameras;

  @Option(
      names = "--camera",
      paramLabel = "NAME",
      description = {
        "Camera name; with several cameras NAME-1, NAME-2 and so on.",
        "Default 'camera', or the file's name for files from one camera."
      })
  private String camera;

  @Option(names = "--loop", description = "Start again with the first file after the last.")
  private boolean loop;

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

  int cameras() {
    return cameras;
  }

  /**
   * @param endless whether something else than the last file ends the run
   */
  List<FrameSource> open(boolean endless) {
    if (cameras < 1 || cameras > 10_000) {
      throw usage("--cameras not in 1..10000: " + cameras);
    }
    boolean simulated = sources.equals(List.of(SIM));
    return simulated ? simulated() : files(endless || loop);
  }

  private List<FrameSource> simulated() {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw usage("--size is not WIDTHxHEIGHT, such as 1280x720: " + size);
    }
    int width = Integer.parseInt(matcher.group(1));
    int height = Integer.parseInt(matcher.group(2));
    if (width < 64 || height < 64 || width > 8192 || height > 8192) {
      throw usage("--size not in 64x64..8192x8192: " + size);
    }
    if (!(quality >= 0 && quality <= 1)) {
      throw usage("--quality outside 0..1: " + quality);
    }
    List<FrameSource> list = new ArrayList<>();
    for (int i = 0; i < cameras; i++) {
      String name = CameraNames.numbered(camera == null ? "camera" : camera, i, cameras);
      SimulatedCamera simulated = new SimulatedCamera(name, i + 1L, width, height);
      list.add(new SimulatedSource(simulated, quality, SCENE_FRAMES));
    }
    return list;
  }

  private List<FrameSource> files(boolean endless) {
    List<Path> files;
    try {
      files = FileSource.expand(sources.stream().map(Path::of).toList());
    } catch (IOException e) {
      throw usage("--source " + e.getMessage());
    }
    List<FrameSource> list = new ArrayList<>();
    for (int i = 0; i < cameras; i++) {
      boolean ownNames = camera == null && cameras == 1;
      String name = CameraNames.numbered(camera == null ? "camera" : camera, i, cameras);
      list.add(new FileSource(files, ownNames ? null : name, endless));
    }
    return list;
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }
}
