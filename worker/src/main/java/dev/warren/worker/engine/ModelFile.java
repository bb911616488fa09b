package dev.warren.worker.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A model file that is there and can be read.
 *
 * @param path the file
 * @param name the configured model name, else the file's stem
 */
public record ModelFile(Path path, String name) {
  static final String TORCHSCRIPT = ".torchscript";
  static final String ONNX = ".onnx";
  static final String SIMULATED = ".simulated";
  private static final List<String> ENDINGS = List.of(TORCHSCRIPT, ONNX, ".pt", SIMULATED);

  /**
   * Finds the file that {@code config.model()} names, as it is or as a stem.
   *
   * @param endings to try behind a stem, the best first
   * @throws ModelException when there is none
   */
  static ModelFile find(EngineConfig config, List<String> endings) {
    Path given = config.model();
    Path file =
        Files.exists(given)
            ? given
            : endings.stream()
                .map(ending -> Path.of(given + ending))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new ModelException(missing(given, endings)));
    if (Files.isDirectory(file)) {
      throw new ModelException(file + ": is a folder; give a model file inside it");
    }
    if (!Files.isReadable(file)) {
      throw new ModelException(file + ": cannot be read; check its owner and permissions");
    }
    return new ModelFile(file, config.name());
  }

  /** Whether the file's name says ONNX. */
  boolean isOnnx() {
    return endsWith(path, ONNX);
  }

  /** Whether the file's name says TorchScript. */
  boolean isTorchScript() {
    return endsWith(path, TORCHSCRIPT);
  }

  /** Whether the file's name says that there is no model, but a description of one. */
  boolean isSimulated() {
    return endsWith(path, SIMULATED);
  }

  /** {@code sha256:} and the first 12 hex digits of the content's digest. */
  public String version() {
    MessageDigest digest = Sha256.open();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new ModelException(path + ": cannot be read: " + e.getMessage(), e);
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  /**
   * Checks what a batch's input takes: it is one buffer in Java.
   *
   * @throws ModelException when that is more than a buffer can hold
   */
  public void requireBuffer(int batch, long imageBytes) {
    if (imageBytes * batch > Integer.MAX_VALUE) {
      throw new ModelException(
          "%s: batches of %d take an input of %d bytes, limit %d; lower --max-batch"
              .formatted(path, batch, imageBytes * batch, Integer.MAX_VALUE));
    }
  }

  /** How to make a file of this kind out of the Ultralytics model of this name. */
  public static String exportAdvice(Path file) {
    String ending = endsWith(file, SIMULATED) ? SIMULATED : TORCHSCRIPT;
    return exportAdvice(file, endsWith(file, ONNX) ? ONNX : ending);
  }

  /** How to make a file with this ending out of the Ultralytics model of this name. */
  static String exportAdvice(Path file, String ending) {
    if (ending.equals(SIMULATED)) return "write one like those in deploy/simulated";
    return "export one with: yolo export model=%s.pt format=%s"
        .formatted(stem(file), ending.substring(1));
  }

  private static String missing(Path given, List<String> endings) {
    Path folder = given.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      return given + ": no such file, and no folder " + folder;
    }
    for (String other : ENDINGS) {
      if (Files.exists(Path.of(given + other))) {
        return "%s%s: not found beside %s%s; %s"
            .formatted(given, endings.get(0), given, other, exportAdvice(given, endings.get(0)));
      }
    }
    boolean stem = ENDINGS.stream().noneMatch(ending -> endsWith(given, ending));
    String also = stem ? " nor " + given + String.join(" nor " + given, endings) : "";
    String advice = stem ? exportAdvice(given, endings.get(0)) : exportAdvice(given);
    return given + ": no such file" + also + "; check the path, or " + advice;
  }

  private static boolean endsWith(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /** The file's name without a known ending: {@code yolo11n.v2} is a stem already. */
  static String stem(Path file) {
    Path last = file.getFileName();
    String name = last == null ? file.toString() : last.toString();
    return ENDINGS.stream()
        .filter(ending -> name.length() > ending.length() && name.endsWith(ending))
        .findFirst()
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .orElse(name);
  }
}
