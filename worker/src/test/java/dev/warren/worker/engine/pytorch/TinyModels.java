package dev.warren.worker.engine.pytorch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The models of src/test/python/make_tiny_models.py, and copies with other metadata. */
public final class TinyModels {
  static final int WIDTH = 96;
  static final int HEIGHT = 64;

  private TinyModels() {}

  /** {@code tiny_detect}, {@code tiny_end_to_end} or {@code tiny_batch_1}. */
  public static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TinyModels.class.getResource("/models/" + name + ".torchscript"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Copies a model with other metadata.
   *
   * @param config content of extra/config.txt, or null for none
   */
  static Path with(Path folder, String name, String config) {
    Path copy = folder.resolve(name + ".torchscript");
    try (ZipFile from = new ZipFile(path(name).toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : List.copyOf(from.stream().toList())) {
        byte[] content;
        try (InputStream in = from.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        if (entry.getName().endsWith("/extra/config.txt")) {
          if (config == null) continue;
          content = config.getBytes(StandardCharsets.UTF_8);
        }
        to.putNextEntry(stored(entry.getName(), content));
        to.write(content);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ZipEntry stored(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    return entry;
  }
}
