package dev.warren.worker.reference;

import static dev.warren.worker.reference.ImageBody.malformed;
import static dev.warren.worker.reference.ReferenceException.passing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An image from a file system that is mounted here. */
final class FileFetch {
  private FileFetch() {}

  /**
   * @param prefix that covers the reference; links that lead out of it are not followed
   */
  static byte[] fetch(FrameReference reference, UriPrefix prefix) throws ReferenceException {
    try {
      Path folder = folder(prefix);
      Path file = Path.of(reference.uri()).toRealPath();
      if (!file.startsWith(folder)) throw malformed(reference, "leads out of " + prefix);
      if (!Files.isRegularFile(file)) throw malformed(reference, "is no file");
      long size = Files.size(file);
      if (size != reference.size()) {
        throw malformed(reference, "has " + size + " bytes, not " + reference.size());
      }
      try (InputStream in = Files.newInputStream(file)) {
        return ImageBody.read(in, reference);
      }
    } catch (NoSuchFileException e) {
      throw malformed(reference, "does not exist");
    } catch (IOException e) {
      throw passing(reference.place() + ": " + e.getClass().getSimpleName(), e);
    }
  }

  /** Without it the file system is not mounted, which no frame is to blame for. */
  private static Path folder(UriPrefix prefix) throws ReferenceException {
    try {
      return Path.of(prefix.uri()).toRealPath();
    } catch (IOException e) {
      throw passing(prefix + ": " + e.getClass().getSimpleName(), e);
    }
  }
}
