package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TensorRT's measurements of kernels between builds. The file begins with a checksum, so that
 * TensorRT is never given a damaged one, and with what the measurements depend on; others are
 * ignored. That it is there only makes the next build quicker: no failure here fails a build.
 */
final class TimingCacheFile {
  private static final Logger log = LoggerFactory.getLogger(TimingCacheFile.class);
  private static final int CHECKSUM_BYTES = 32;

  private final Path file;
  private final byte[] origin;

  /**
   * @param origin TensorRT and device that the measurements are of, fewer than 64 kB
   */
  TimingCacheFile(Path file, String origin) {
    this.file = file;
    this.origin = origin.getBytes(StandardCharsets.UTF_8);
  }

  static TimingCacheFile at(Path file, Gpu.Info info) {
    return new TimingCacheFile(
        file,
        String.join(
            "\n",
            "warren timings 1",
            info.tensorRtVersion(),
            info.cudaVersion(),
            info.name(),
            info.computeCapability()));
  }

  /** Empty when there is none that is whole and of this device. */
  Optional<byte[]> read() {
    if (!Files.exists(file)) return Optional.empty();
    try {
      byte[] content = Files.readAllBytes(file);
      int start = CHECKSUM_BYTES + Short.BYTES + origin.length;
      boolean isWhole =
          content.length >= CHECKSUM_BYTES + Short.BYTES
              && Arrays.equals(
                  Arrays.copyOf(content, CHECKSUM_BYTES), checksum(content, CHECKSUM_BYTES));
      if (!isWhole) {
        log.warn("{}: damaged, ignored; the next build writes it anew", file);
        return Optional.empty();
      }
      if (content.length < start
          || !Arrays.equals(header(), 0, start - CHECKSUM_BYTES, content, CHECKSUM_BYTES, start)) {
        log.info("{}: of another TensorRT or GPU, ignored", file);
        return Optional.empty();
      }
      return Optional.of(Arrays.copyOfRange(content, start, content.length));
    } catch (IOException e) {
      log.warn("{}: not readable, ignored: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Replaces the file at once, so that nobody reads half of it. */
  void write(byte[] timings) {
    byte[] header = header();
    byte[] content =
        ByteBuffer.allocate(CHECKSUM_BYTES + header.length + timings.length)
            .position(CHECKSUM_BYTES)
            .put(header)
            .put(timings)
            .array();
    System.arraycopy(checksum(content, CHECKSUM_BYTES), 0, content, 0, CHECKSUM_BYTES);
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, file.getFileName().toString(), CacheFolder.PART);
      try {
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      log.warn("{}: not written; the next build takes as long: {}", file, e.toString());
    }
  }

  private byte[] header() {
    return ByteBuffer.allocate(Short.BYTES + origin.length)
        .putShort((short) origin.length)
        .put(origin)
        .array();
  }

  private static byte[] checksum(byte[] content, int from) {
    MessageDigest digest = Sha256.open();
    digest.update(content, from, content.length - from);
    return digest.digest();
  }
}
