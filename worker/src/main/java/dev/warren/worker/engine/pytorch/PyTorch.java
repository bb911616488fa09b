package dev.warren.worker.engine.pytorch;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import dev.warren.worker.engine.ModelException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PyTorch native library, through DJL. Its settings are process-wide and read once, when the
 * first model is loaded.
 *
 * <p>DJL unpacks the library (some 430 MB) into {@code .djl.ai} under Java's {@code user.home}; the
 * environment variable or system property {@code DJL_CACHE_DIR} moves it, and {@code
 * PYTORCH_LIBRARY_PATH} names an installed one instead.
 */
public final class PyTorch {
  private static final Logger log = LoggerFactory.getLogger(PyTorch.class);
  private static final int MAX_LINE = 300;

  private static int threads;

  private PyTorch() {}

  /**
   * Loads the library on the first call.
   *
   * @param threadsPerLane CPU threads of one run; only the first call's value counts
   * @return the version of PyTorch
   * @throws ModelException when it cannot be loaded here
   */
  public static synchronized String start(int threadsPerLane) {
    if (!isInstalled()) {
      throw new ModelException(
          "PyTorch's native library is not part of this installation, as in the images for a GPU:"
              + " export the model to ONNX, or use the image for a CPU");
    }
    if (threads == 0) {
      // Offline: DJL would ask a cloud metadata address and its own download server at start.
      System.setProperty("ai.djl.offline", "true");
      System.setProperty("OPT_OUT_TRACKING", "true");
      // The graph optimiser makes the first calls of each batch size slow and the rest no faster.
      System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
      System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threadsPerLane));
      System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
      // use_mkldnn stays unset: it changes the layout of inputs and forward then fails.
    } else if (threads != threadsPerLane) {
      log.warn(
          "threads per lane stays {}, not {}: set by the first model", threads, threadsPerLane);
    }
    try {
      String version = Engine.getEngine("PyTorch").getVersion();
      if (threads == 0) {
        threads = threadsPerLane;
        Nnpack.turnOffUnlessAvailable();
      }
      return version;
    } catch (RuntimeException | LinkageError e) {
      throw new ModelException(
          "PyTorch's native library does not load on %s %s: %s; run: warren doctor"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), rootLine(e)),
          e);
    }
  }

  /** Whether the library has been left out, as from the images for a GPU, or is there to load. */
  public static boolean isInstalled() {
    return Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") != null
        || PyTorch.class.getResource("/native/lib/pytorch.properties") != null;
  }

  /** Where DJL unpacks the library. */
  public static Path cacheFolder() {
    return Utils.getEngineCacheDir("pytorch");
  }

  /**
   * One line of what the native side said: libtorch prints a traceback of many lines that ends with
   * the error itself.
   */
  static String rootLine(Throwable t) {
    Throwable root = t;
    while (root.getCause() != null && root.getCause() != root) root = root.getCause();
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    List<String> lines = text.lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
    String line =
        lines.stream()
            .filter(s -> s.startsWith("RuntimeError:") || s.startsWith("builtins."))
            .reduce((first, second) -> second)
            .orElse(lines.isEmpty() ? text : lines.get(0));
    return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "...";
  }
}
