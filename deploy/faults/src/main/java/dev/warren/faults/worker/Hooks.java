package dev.warren.faults.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder by which the harness reaches into the engines of its workers. A file of a hook's name
 * arms it. Those that fire once are removed by the engine that fires, so that no two do.
 */
public final class Hooks {
  /** What an armed hook does. */
  public enum Hook {
    /** The process ends before a run with frames. Once. */
    HALT_BEFORE_RUN(true),
    /** The process ends after a run with frames, before anybody sees what it found. Once. */
    HALT_AFTER_RUN(true),
    /** The device is lost. Once. */
    LOSE_DEVICE(true),
    /** Runs do not end. */
    HOLD(false),
    /** Runs take ten times as long. */
    SLOW(false);

    private final boolean isOnce;

    Hook(boolean isOnce) {
      this.isOnce = isOnce;
    }
  }

  private static final String RUNS = "runs";

  private final Path folder;

  public Hooks(Path folder) {
    this.folder = folder;
  }

  public void arm(Hook hook) throws IOException {
    Files.writeString(file(hook), "");
  }

  public void disarm(Hook hook) throws IOException {
    Files.deleteIfExists(file(hook));
  }

  /** Whether one that fires once has not fired yet, or one that lasts still lasts. */
  public boolean isArmed(Hook hook) {
    return Files.exists(file(hook));
  }

  /** Runs with frames so far, of all engines, failed ones included. */
  public long runs() throws IOException {
    Path file = folder.resolve(RUNS);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  boolean fires(Hook hook) {
    try {
      return hook.isOnce ? Files.deleteIfExists(file(hook)) : Files.exists(file(hook));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pictures of each run so far. */
  public List<Integer> runSizes() throws IOException {
    Path file = folder.resolve(RUNS);
    List<Integer> sizes = new ArrayList<>();
    if (!Files.exists(file)) return sizes;
    for (byte size : Files.readAllBytes(file)) sizes.add(size & 0xFF);
    return sizes;
  }

  /**
   * @param count pictures, at most 255
   */
  void ran(int count) {
    try {
      Files.write(
          folder.resolve(RUNS),
          new byte[] {(byte) count},
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(Hook hook) {
    return folder.resolve(hook.name());
  }
}
