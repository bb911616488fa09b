package dev.warren.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the measurements take place: one broker, and the commands as processes of their own.
 *
 * @param broker a private one
 * @param brokerPid of the process that does its work
 * @param folder for logs and reports of the processes
 * @param cores who may use which
 */
record Site(RabbitMq broker, long brokerPid, Path folder, Cores cores) {
  private static final String WARREN = "dev.warren.cli.Warren";
  private static final Pattern SERVES = Pattern.compile("worker \\S+ serves ");
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration RUN = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The same, with other cores for everyone. */
  Site with(Cores other) {
    return new Site(broker, brokerPid, folder, other);
  }

  /** Call before measuring here: the broker runs all the time, elsewhere too. */
  void enter() throws IOException, InterruptedException {
    cores.moveToOthers(brokerPid);
  }

  /** A worker that has begun to consume. Every worker gets exchanges and queues of its own. */
  Child worker(String prefix, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("worker", "--declare", "--name", "bench"));
    all.addAll(connection(prefix));
    all.addAll(List.of(arguments));
    Child worker = Child.start("worker", folder, cores.measured(), List.of(), WARREN, all);
    try {
      worker.awaitLine(SERVES, START);
      return worker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /**
   * Runs {@code loadtest SUBCOMMAND} to its end, which may be an unclean one, and reads its report.
   */
  JsonNode loadtest(String subcommand, String prefix, Child worker, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("loadtest", subcommand));
    all.addAll(connection(prefix));
    if (subcommand.equals("run")) {
      all.addAll(List.of("--watch-pid", "worker=" + worker.pid()));
      all.addAll(List.of("--watch-pid", "broker=" + brokerPid));
    }
    all.addAll(List.of(arguments));
    // It shares the cores with what it measures: code that is good soon beats code that is best
    // late.
    return run(
        "loadtest", cores.others(), List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), all);
  }

  /** Runs {@code benchmark} to its end and reads its report. */
  JsonNode benchmark(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("benchmark"));
    all.addAll(List.of(arguments));
    return run("benchmark", cores.measured(), List.of(), all);
  }

  private JsonNode run(String name, String on, List<String> jvmOptions, List<String> arguments)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile(folder, name + "-", ".json");
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--json", report.toString()));
    try (Child child = Child.start(name, folder, on, jvmOptions, WARREN, all)) {
      child.awaitEnd(RUN);
    }
    return JSON.readTree(report.toFile());
  }

  private List<String> connection(String prefix) {
    return List.of("--amqp", broker.uri(), "--prefix", prefix);
  }
}
