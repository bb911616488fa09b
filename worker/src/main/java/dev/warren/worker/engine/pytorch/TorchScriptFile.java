package dev.warren.worker.engine.pytorch;

import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The outside of a TorchScript file: a zip archive of one folder, in which {@code extra/config.txt}
 * holds what the exporter wrote down.
 */
final class TorchScriptFile {
  private static final int MAX_METADATA_BYTES = 1 << 20;

  private TorchScriptFile() {}

  /**
   * @throws ModelException when this is no TorchScript, or has no metadata
   */
  static ModelMetadata metadata(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (entry(zip, "/constants.pkl").isEmpty()) {
        String what = entry(zip, "/data.pkl").isPresent() ? "a PyTorch checkpoint" : "a zip file";
        throw new ModelException(
            "%s: is %s, not TorchScript; %s".formatted(file, what, ModelFile.exportAdvice(file)));
      }
      ZipEntry config =
          entry(zip, "/extra/config.txt")
              .orElseThrow(
                  () ->
                      new ModelException(
                          file
                              + ": has no metadata (extra/config.txt with names and imgsz), so a plain torch.jit.save; "
                              + ModelFile.exportAdvice(file)));
      try (InputStream in = zip.getInputStream(config)) {
        byte[] json = in.readNBytes(MAX_METADATA_BYTES);
        return ModelMetadata.parse(file, new String(json, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new ModelException(
          "%s: is not TorchScript, or cut short (%s); copy it again, or %s"
              .formatted(file, e.getMessage(), ModelFile.exportAdvice(file)),
          e);
    }
  }

  private static Optional<ZipEntry> entry(ZipFile zip, String suffix) {
    return zip.stream()
        .filter(e -> e.getName().endsWith(suffix))
        .filter(e -> e.getName().indexOf('/') == e.getName().length() - suffix.length())
        .map(ZipEntry.class::cast)
        .findFirst();
  }
}
