package dev.warren.worker.engine.tensorrt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a plan cache as such.
 *
 * @param path may not be there yet
 */
record CacheFolder(Path path) {
  private static final Logger log = LoggerFactory.getLogger(CacheFolder.class);

  /** Ends the name of a file that is being written; each takes seconds. */
  static final String PART = ".part";

  /** Ends the name of a plan until it has been tried. */
  static final String UNTRIED = ".untried";

  private static final long STALE_SECONDS = 3600;

  /** Why others could make this process run what they like, as one line, or null. */
  String risk() {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)
          ? path
              + " is writable by every user of this machine, and plans are code that TensorRT runs"
          : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null; // not there, or of a system that knows no such rights
    }
  }

  void warnOfRisk() {
    String risk = risk();
    if (risk != null) log.warn("plan cache {}: chmod o-w it", risk);
  }

  /** Makes it if need be, and tidies up after whoever was killed while he wrote. */
  void prepare() throws IOException {
    Files.createDirectories(path);
    warnOfRisk();
    tidy();
  }

  /**
   * Deletes the plans that nobody has used since, tried or not, and what killed processes have
   * left. Who builds one of them again meanwhile does not need the old one.
   *
   * @return the plans that were deleted
   */
  List<Path> prune(Instant since) throws IOException {
    if (Files.notExists(path)) return List.of();
    tidy();
    List<Path> deleted = new ArrayList<>();
    try (DirectoryStream<Path> plans = Files.newDirectoryStream(path, "*.plan{," + UNTRIED + "}")) {
      for (Path plan : plans) {
        boolean isUsed = !Files.getLastModifiedTime(plan).toInstant().isBefore(since);
        if (!isUsed && Files.deleteIfExists(plan)) deleted.add(plan);
      }
    }
    return deleted;
  }

  private void tidy() {
    FileTime stale = FileTime.from(Instant.now().minusSeconds(STALE_SECONDS));
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, "*" + PART)) {
      for (Path part : parts) deleteIfBefore(part, stale);
    } catch (IOException e) {
      log.debug("{} is not tidied up", path, e);
    }
  }

  private static void deleteIfBefore(Path part, FileTime time) {
    try {
      if (Files.getLastModifiedTime(part).compareTo(time) > 0) return;
      Files.deleteIfExists(part);
      log.info("{} was left by a process that did not end in order: deleted", part);
    } catch (IOException e) {
      log.debug("{} stays", part, e); // another one was quicker, or it is not ours
    }
  }

  /** Writes beside {@code file} first, so that nobody ever reads half of it. */
  static void write(Path file, byte[]... content) throws IOException {
    Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), PART);
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        for (byte[] bytes : content) {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) out.write(buffer);
        }
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
