package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final byte[] header;

  /**
   * @param info TensorRT and device that the measurements are of
   */
  TimingCacheFile(Path file, Gpu.Info info) {
    this.file = file;
    byte[] origin =
        String.join(
                "\n",
                "warren timings 1",
                info.tensorRtVersion(),
                info.cudaVersion(),
                info.name(),
                info.computeCapability())
            .getBytes(StandardCharsets.UTF_8);
    header =
        ByteBuffer.allocate(Short.BYTES + origin.length)
            .putShort((short) origin.length)
            .put(origin)
            .array();
  }

  /** Empty when there is none that is whole and of this device. */
  Optional<byte[]> read() {
    if (!Files.exists(file)) return Optional.empty();
    try {
      byte[] content = Files.readAllBytes(file);
      int start = Math.min(CHECKSUM_BYTES, content.length);
      byte[] body = Arrays.copyOfRange(content, start, content.length);
      if (!Arrays.equals(Arrays.copyOf(content, start), checksum(body))) {
        log.warn("{}: damaged, ignored; the next build writes it anew", file);
        return Optional.empty();
      }
      int end = Math.min(header.length, body.length);
      if (!Arrays.equals(Arrays.copyOf(body, end), header)) {
        log.info("{}: of another TensorRT or GPU, ignored", file);
        return Optional.empty();
      }
      return Optional.of(Arrays.copyOfRange(body, end, body.length));
    } catch (IOException e) {
      log.warn("{}: not readable, ignored: {}", file, e.toString());
      return Optional.empty();
    }
  }

  void write(byte[] timings) {
    try {
      Files.createDirectories(file.getParent());
      CacheFolder.write(file, checksum(header, timings), header, timings);
    } catch (IOException e) {
      log.warn("{}: not written; the next build takes as long: {}", file, e.toString());
    }
  }

  private static byte[] checksum(byte[]... parts) {
    MessageDigest digest = Sha256.open();
    for (byte[] part : parts) digest.update(part);
    return digest.digest();
  }
}
