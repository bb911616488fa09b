package dev.warren.protocol.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/** Whether there is a Docker to start a broker in. */
final class Docker {
  private Docker() {}

  static boolean isAvailable() {
    String host = System.getenv("DOCKER_HOST");
    Path home = Path.of(System.getProperty("user.home"), ".docker/run/docker.sock");
    // Asking Testcontainers is slow where there is nothing to be found.
    if (host == null && !Files.exists(Path.of("/var/run/docker.sock")) && !Files.exists(home))
      return false;
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (LinkageError e) {
      return false; // a module without Testcontainers on its class path
    }
  }
}
