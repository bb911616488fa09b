package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.DemoModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the commands say, and be it at DEBUG, the password is not in it. */
class SecretsIT {
  private static final String USER = "scanned";
  private static final String PASSWORD = "s3cret/p&ss@1";
  private static final RabbitMq RABBIT = RabbitMq.shared();
  private static final Topology TOPOLOGY = RABBIT.topology();

  @BeforeAll
  static void addUser() {
    String ours = "^" + TOPOLOGY.prefix() + "\\.";
    RABBIT.addUser(USER, PASSWORD, ours, ours, ours);
  }

  @AfterAll
  static void removeUser() {
    RABBIT.removeUser(USER);
  }

  private static WarrenProcess start(String password, String command, String... options)
      throws Exception {
    List<String> args = new ArrayList<>(List.of(command, "--log-level", "DEBUG"));
    args.addAll(List.of("--prefix", TOPOLOGY.prefix()));
    args.addAll(List.of(options));
    String uri = "amqp://" + USER + ":" + password + "@" + RABBIT.amqp().address();
    return WarrenProcess.start(Map.of("WARREN_AMQP", uri), args.toArray(String[]::new));
  }

  private static String encoded(String password) {
    return URLEncoder.encode(password, StandardCharsets.UTF_8);
  }

  private static void assertSilent(WarrenProcess process, String password) {
    String said = process.output() + process.errors();
    assertThat(said).isNotBlank();
    for (String form :
        List.of(
            password,
            encoded(password),
            Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)))) {
      assertThat(said).doesNotContain(form);
    }
    assertThat(said).doesNotContain(password.split("[/@]")[0]);
  }

  @Test
  void notWhereAllIsWell() throws Exception {
    String model = DemoModel.onnx().toString();
    try (WarrenProcess worker = start(encoded(PASSWORD), "worker", "--declare", "--model", model)) {
      worker.until(() -> worker.errors().contains("serves " + DemoModel.NAME));
      String[] three = {"--model", DemoModel.NAME, "--source", "sim", "--count", "3"};
      String[] all = {"--queue", TOPOLOGY.detectionsQueue(), "--count", "3"};
      try (WarrenProcess gateway = start(encoded(PASSWORD), "gateway", three);
          WarrenProcess watch = start(encoded(PASSWORD), "watch", all)) {
        assertThat(gateway.exitCode()).as(gateway.errors()).isZero();
        assertThat(watch.exitCode()).as(watch.errors()).isZero();
        assertSilent(gateway, PASSWORD);
        assertSilent(watch, PASSWORD);
      }
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertSilent(worker, PASSWORD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker --model MODEL", "gateway --model m --source sim", "watch"})
  void notWhereItIsWrong(String line) throws Exception {
    String[] words = line.replace("MODEL", DemoModel.onnx().toString()).split(" ");
    String[] options = Arrays.copyOfRange(words, 1, words.length);
    String wrong = "gu3ss/wr&ng@1";
    try (WarrenProcess process = start(encoded(wrong), words[0], options)) {
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.BROKER);
      assertThat(process.errors()).contains(USER);
      assertSilent(process, wrong);
    }
    // Its own characters not encoded: the URI is malformed, and part of it might be repeated.
    try (WarrenProcess process = start(wrong, words[0], options)) {
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.USAGE);
      assertSilent(process, wrong);
    }
  }
}
