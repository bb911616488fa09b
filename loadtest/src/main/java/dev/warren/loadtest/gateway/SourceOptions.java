package dev.warren.loadtest.gateway;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cameras there are and where their pictures come from. */
final class SourceOptions {
  @Mixin private PictureOptions pictures;

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

  @Option(
      names = "--loop",
      description = {
        "Start again with the first file after the last.",
        "Without --loop, --count or --duration files are sent once."
      })
  private boolean loop;

  int cameras() {
    return cameras;
  }

  /**
   * @param endless whether something else than the last file ends the run
   * @param notes hears what of a folder is left out
   */
  List<FrameSource> open(boolean endless, Consumer<String> notes) {
    if (cameras < 1 || cameras > 10_000) {
      throw new CommandException(ExitCode.USAGE, "--cameras not in 1..10000: " + cameras);
    }
    return pictures.open(cameras, camera, endless || loop, notes);
  }
}
