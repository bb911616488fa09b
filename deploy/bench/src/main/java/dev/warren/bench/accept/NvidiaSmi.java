package dev.warren.bench.accept;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The driver's own tool; many containers have it, none must. */
final class NvidiaSmi {
  private NvidiaSmi() {}

  /** Comma-separated values without a header, or why there are none. */
  static String query(String query, String format) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", query, "--format=csv," + format)
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      process.waitFor(1, TimeUnit.MINUTES);
      return text;
    } catch (IOException e) {
      return "no nvidia-smi: " + e.getMessage();
    }
  }
}
