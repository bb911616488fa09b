package dev.warren.worker.benchmark;

import dev.warren.cli.FileFailure;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Images as files hold them, in memory, so that no disk is measured; each has been decoded once.
 *
 * @param images encoded; at least one
 */
public record EncodedImages(List<byte[]> images) {
  /** As many bytes as a worker holds unanswered. */
  private static final long MAX_BYTES = 256L << 20;

  public EncodedImages {
    images = List.copyOf(images);
    if (images.isEmpty()) throw new IllegalArgumentException("images is empty");
  }

  /**
   * Reads files in their order, until 256 MiB are full.
   *
   * @param problems hears of each file that is left out, as one line that names it
   * @throws IOException when there is no file that can be read and decoded
   */
  public static EncodedImages load(
      List<Path> files, DecodeConfig limits, ModelSpec model, Consumer<String> problems)
      throws IOException {
    List<byte[]> images = new ArrayList<>();
    long bytes = 0;
    ByteBuffer pixels = ByteBuffer.allocateDirect(model.imageBytes());
    try (FrameDecoder decoder = new FrameDecoder(limits, model.inputWidth(), model.inputHeight())) {
      for (Path file : files) {
        try {
          byte[] image = read(file, limits);
          if (bytes + image.length > MAX_BYTES && !images.isEmpty()) {
            problems.accept("256 MiB are full: " + file + " and those after it are left out");
            break;
          }
          decoder.decode(image, pixels);
          images.add(image);
          bytes += image.length;
        } catch (DecodeException e) {
          problems.accept(file + ": " + e.reason().wire() + ": " + e.getMessage());
        } catch (IOException e) {
          problems.accept(file + ": cannot be read: " + FileFailure.reason(e));
        }
      }
    }
    if (images.isEmpty()) throw new IOException("no file could be used");
    return new EncodedImages(images);
  }

  /** One byte past the limit is enough for the decoder to refuse the file by its size. */
  private static byte[] read(Path file, DecodeConfig limits) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limits.maxBytes() + 1);
    }
  }
}
