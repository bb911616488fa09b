package dev.warren.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the measurements take place: one broker, and the commands as processes of their own.
 *
 * @param broker a private one
 * @param brokerPid of the process that does its work
 * @param folder for logs and reports of the processes
 * @param cores who may use which
 */
record Site(RabbitMq broker, long brokerPid, Path folder, Cores cores) {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration RUN = Duration.ofMinutes(10);

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
    return Child.warren("worker", folder, cores.measured(), List.of(), all).serving(START);
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
    List<String> soon = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return Child.report("loadtest", folder, cores.others(), soon, all, RUN);
  }

  /** Runs {@code benchmark} to its end and reads its report. */
  JsonNode benchmark(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("benchmark"));
    all.addAll(List.of(arguments));
    return Child.report("benchmark", folder, cores.measured(), List.of(), all, RUN);
  }

  private List<String> connection(String prefix) {
    return List.of("--amqp", broker.uri(), "--prefix", prefix);
  }
}
