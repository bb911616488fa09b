package dev.warren.worker.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether this machine has a GPU: the one place where tests and acceptance ask. */
public final class TestGpu {
  private TestGpu() {}

  /** Why there is none, as one line; empty where there seems to be one. */
  public static Optional<String> missing() {
    return missing(Path.of("/dev"));
  }

  /**
   * By files alone: no library of the GPU is touched.
   *
   * @param dev the folder of devices
   */
  public static Optional<String> missing(Path dev) {
    try (Stream<Path> devices = Files.list(dev)) {
      boolean found =
          devices
              .map(device -> device.getFileName().toString())
              .anyMatch(name -> name.matches("nvidia\\d+|dxg"));
      return found
          ? Optional.empty()
          : Optional.of(
              "no NVIDIA device in %s; install the driver, or start the container with GPU access"
                  .formatted(dev));
    } catch (IOException e) {
      return Optional.of("devices cannot be listed: " + e);
    }
  }

  /** Skips the calling test, saying so, where there is none. */
  public static void require() {
    missing()
        .ifPresent(
            why -> {
              String reason = "skipped: " + why;
              System.out.println(reason);
              abort(reason);
            });
  }
}
