package dev.warren.loadtest.gateway;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The videos and live cameras of a gateway.
 *
 * @param config how pictures are taken from them
 * @param copies how many cameras show each recording
 * @param camera the name that was given for all, or null
 * @param loop whether recordings start again at their end
 * @param notes hears what becomes of live cameras
 */
record Cameras(
    FfmpegConfig config, int copies, String camera, boolean loop, Consumer<String> notes) {

  /**
   * The inputs by the names of their cameras, in their order.
   *
   * @throws CommandException when one cannot be used, whatever happens later: a file that is not
   *     there, no FFmpeg, two cameras of one name
   */
  Map<String, VideoInput> named(List<VideoInput> inputs) throws InterruptedException {
    if (inputs.isEmpty()) return Map.of();
    inputs.forEach(this::check);
    try {
      Ffmpeg.require(config.program());
    } catch (IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
    Map<String, VideoInput> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = name(inputs.get(i), i, inputs.size());
      for (int copy = 0; copy < copies; copy++) {
        String own = CameraNames.numbered(name, copy, copies);
        if (named.put(own, inputs.get(i)) != null) {
          throw usage(
              "--source: two cameras are named %s; give them as NAME=ADDRESS".formatted(own));
        }
      }
    }
    return named;
  }

  /**
   * @param named from {@link #named}
   */
  List<FrameSource> open(Map<String, VideoInput> named) {
    List<FrameSource> sources = new ArrayList<>();
    named.forEach((name, input) -> sources.add(source(input, name)));
    return sources;
  }

  /** That some of these send nothing for now, for the end of a line; else nothing. */
  static String away(List<FrameSource> sources) {
    long away = sources.stream().filter(FrameSource::isAway).count();
    if (away == 0) return "";
    long all = sources.stream().filter(FrameSource::isLive).count();
    return ", %d of %d live cameras %s nothing".formatted(away, all, away == 1 ? "sends" : "send");
  }

  private void check(VideoInput input) {
    if (input.isLive() && copies > 1) {
      throw usage(
          "--cameras %d: %s is one camera; repeat --source for others"
              .formatted(copies, input.shown()));
    }
    if (input.isLocal() && !Files.exists(Path.of(input.address()))) {
      throw usage("--source " + input.shown() + ": no such file or device");
    }
    if (!input.isLocal() && input.scheme().equals("rtsps") && config.trust().isChecked()) {
      throw usage(
          "--source %s: FFmpeg checks no certificates of rtsps; --camera-ca none takes them as they are"
              .formatted(input.shown()));
    }
  }

  private String name(VideoInput input, int index, int count) {
    if (input.camera() != null) return input.camera();
    if (camera != null) return CameraNames.numbered(camera, index, count);
    return input.isLocal()
        ? CameraNames.ofFile(Path.of(input.address()).getFileName().toString())
        : CameraNames.numbered("camera", index, count);
  }

  private FrameSource source(VideoInput input, String name) {
    return input.isLive()
        ? LiveCamera.open(config, input, name, notes)
        : new VideoFile(config, input, name, loop);
  }
}
