package dev.warren.loadtest.gateway;

import dev.warren.cli.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  @Override
  public boolean waits() {
    return true;
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
      throw new UnreadableFrameException(file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
