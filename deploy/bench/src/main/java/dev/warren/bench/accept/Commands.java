package dev.warren.bench.accept;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.bench.Child;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Warren's commands as processes of their own, with the JVM options of this one. */
final class Commands {
  private static final String WARREN = "dev.warren.cli.Warren";
  private static final Pattern SERVES = Pattern.compile("worker \\S+ serves ");
  private static final Duration RUN = Duration.ofMinutes(30);
  private static final ObjectMapper JSON = new ObjectMapper();

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
    return Child.start(name, folder, null, options, WARREN, arguments);
  }

  /** A worker that has begun to consume. It may have to build a plan first. */
  static Child worker(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("worker", "--declare", "--name", "accept"));
    all.addAll(arguments);
    Child worker = start("worker", folder, all);
    try {
      worker.awaitLine(SERVES, RUN);
      return worker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /** Runs a command with {@code --json} to its end and reads its report. */
  static JsonNode report(String name, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile(folder, name + "-", ".json");
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--json", report.toString()));
    try (Child child = start(name, folder, all)) {
      child.awaitEnd(RUN);
    }
    return JSON.readTree(report.toFile());
  }

  /** Where libraries are unpacked and the like; no agents, which are for this process alone. */
  static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("-(D|X|-enable-native-access).*"))
        .filter(option -> !option.startsWith("-Xdebug") && !option.startsWith("-Xrun"))
        .toList();
  }
}
