package dev.warren.loadtest.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A program in FFmpeg's place, which does what a test wants of a stream. */
final class FakeFfmpeg {
  /** One picture, of three bytes. */
  static final String PICTURE = "printf '%s\\r\\n' --ffmpeg 'Content-length: 3' '' abc";

  private FakeFfmpeg() {}

  /**
   * @param lines of a shell
   */
  static FfmpegConfig program(Path folder, String... lines) throws IOException {
    Path script = folder.resolve("ffmpeg");
    String version = "[ \"$1\" != -version ] || { echo ffmpeg version 6.0 fake; exit; }\n";
    Files.writeString(script, "#!/bin/sh\n" + version + String.join("\n", lines) + "\n");
    if (!script.toFile().setExecutable(true)) throw new IOException("not executable: " + script);
    return new FfmpegConfig(script.toString(), 5, Duration.ofMinutes(5), CameraTrust.of(null));
  }
}
