package dev.warren.bench.accept;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.bench.Child;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Warren's commands as processes of their own, with the JVM options of this one. */
final class Commands {
  private static final Duration RUN = Duration.ofMinutes(30);

  private Commands() {}

  static Child start(String name, Path folder, List<String> arguments) throws IOException {
    return start(name, folder, List.of(), arguments);
  }

  /**
   * @param more options of the JVM, which go before the same ones of this JVM's
   */
  static Child start(String name, Path folder, List<String> more, List<String> arguments)
      throws IOException {
    List<String> options = new ArrayList<>(jvmOptions());
    options.addAll(more);
    return Child.warren(name, folder, null, options, arguments);
  }

  /** A worker that has begun to consume. It may have to build a plan first. */
  static Child worker(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("worker", "--declare", "--name", "accept"));
    all.addAll(arguments);
    return start("worker", folder, all).serving(RUN);
  }

  /** Runs a command with {@code --json} to its end and reads its report. */
  static JsonNode report(String name, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    return Child.report(name, folder, null, jvmOptions(), arguments, RUN);
  }

  /** Where libraries are unpacked and the like; no agents, which are for this process alone. */
  static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("-(D|X|-enable-native-access).*"))
        .filter(option -> !option.startsWith("-Xdebug") && !option.startsWith("-Xrun"))
        .toList();
  }
}
