package dev.warren.worker.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.warren.worker.engine.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ONNX Runtime native library. It is unpacked (some 30 MB) into Java's temporary folder at each
 * start; the system property {@code onnxruntime.native.path} names a folder that has it already.
 */
public final class OnnxRuntime {
  private static final Logger log = LoggerFactory.getLogger(OnnxRuntime.class);
  private static final int MAX_LINE = 300;

  private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");
  private static final Pattern LOADING = Pattern.compile("^Load model from .* failed:");

  /** Source file and C++ signature, with parentheses two deep. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "\\S+\\.(?:cc|h):\\d+ [^()]*\\((?:[^()]|\\([^()]*\\))*\\)(?: const)?(?: \\[.*?\\])? ");

  /** The file behind a mapping, where Linux tells. */
  private static final Pattern UNPACKED = Pattern.compile(".* (/.*/onnxruntime-java\\d+/[^/]*)$");

  private static OrtEnvironment environment;

  private OnnxRuntime() {}

  /**
   * Loads the library on the first call.
   *
   * @return the version of ONNX Runtime
   * @throws ModelException when it cannot be loaded here
   */
  public static String start() {
    return environment().getVersion();
  }

  static synchronized OrtEnvironment environment() {
    if (environment != null) return environment;
    try {
      // Exceptions say it all. Below this level it logs, too, and a shutdown hook of its own frees
      // the log while lanes still finish their frames.
      environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "warren");
      environment.setTelemetry(false);
    } catch (OrtException | RuntimeException | LinkageError e) {
      throw new ModelException(
          "ONNX Runtime's native library does not load on %s %s: %s; run: warren doctor"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), line(e)),
          e);
    }
    deleteUnpacked();
    return environment;
  }

  /**
   * How sessions run.
   *
   * @param threads CPU threads of one run
   */
  static SessionOptions options(int threads) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    // A thread that waits must leave its core to decoding.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }

  /**
   * The library's loader leaves deleting to the JVM's orderly exit, and a worker does not end that
   * way: 30 MB would stay behind at each start. What is mapped needs no name on Linux.
   */
  private static void deleteUnpacked() {
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      List<Path> files =
          mappings
              .map(UNPACKED::matcher)
              .filter(m -> m.matches())
              .map(m -> Path.of(m.group(1)))
              .distinct()
              .toList();
      for (Path file : files) Files.deleteIfExists(file);
      if (!files.isEmpty()) Files.deleteIfExists(files.get(0).getParent());
    } catch (IOException | RuntimeException e) {
      log.debug("unpacked libraries stay until the JVM ends: {}", e.toString());
    }
  }

  /** One line of what the native side said, without its source files. */
  static String line(Throwable t) {
    String text = t.getMessage() == null ? t.toString() : t.getMessage();
    text = text.replaceAll("\\s+", " ").strip();
    text = CODE.matcher(text).replaceFirst("");
    text = LOADING.matcher(text).replaceFirst("");
    text = ORIGIN.matcher(text).replaceAll("");
    text = text.replace(" Please fix either the inputs/outputs or the model.", "");
    return text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + "...";
  }
}
