package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docker-compose.yml}: as Compose reads it, where there is one; and what it mounts. */
class ComposeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "RABBITMQ_USER", "someone",
          "RABBITMQ_PASSWORD", "something",
          "GRAFANA_USER", "viewer",
          "GRAFANA_PASSWORD", "seen");

  private record Run(int exitCode, String output) {}

  /** Of {@code docker-compose ... config}; skips, saying so, without one. */
  private static Run config(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker-compose"));
    command.addAll(List.of(options));
    Path noSettings = Files.createTempFile("warren", ".env"); // not those of whoever runs this
    command.addAll(
        List.of("--env-file", noSettings.toString(), "-f", "docker-compose.yml", "config"));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(RABBITMQ|GRAFANA)_.*"));
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      String reason = "skipped: no docker-compose here";
      System.out.println(reason);
      return abort(reason);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Run run = new Run(process.waitFor(), output);
    Files.delete(noSettings);
    return run;
  }

  @Test
  void composeAcceptsItWithAndWithoutAGpu() throws Exception {
    Run plain = config(CREDENTIALS);
    assertThat(plain.exitCode()).as(plain.output()).isZero();
    assertThat(plain.output()).contains("amqp://someone:something@rabbitmq:5672");
    assertThat(plain.output()).doesNotContain("guest");
    Run gpu = config(CREDENTIALS, "--profile", "gpu");
    assertThat(gpu.exitCode()).as(gpu.output()).isZero();
    assertThat(gpu.output())
        .contains("driver: nvidia", "plans:/var/lib/warren/plans")
        .containsPattern("profiles:\\s+- gpu");
  }

  @Test
  void listensOnLoopbackAlone() throws Exception {
    Matcher ports =
        Pattern.compile("- \"([\\d.:]*:[\\d-]+:\\d+|[\\d-]+:\\d+)\"")
            .matcher(Files.readString(compose()));
    int found = 0;
    while (ports.find()) {
      assertThat(ports.group(1)).startsWith("127.0.0.1:");
      found++;
    }
    assertThat(found).isGreaterThan(4);
  }

  @Test
  void prometheusScrapesServicesThatAreThere() throws IOException {
    String scrapes = Files.readString(ROOT.resolve("deploy/prometheus/prometheus.yml"));
    assertThat(scrapes).contains("names: [worker, worker-gpu]", "rabbitmq:15692");
    assertThat(Files.readString(ROOT.resolve("deploy/rabbitmq/enabled_plugins")))
        .contains("rabbitmq_prometheus");
    assertThat(Files.readString(compose()))
        .containsPattern("(?m)^  worker:$")
        .containsPattern("(?m)^  worker-gpu:$")
        .containsPattern("(?m)^  rabbitmq:$")
        .contains("./deploy/prometheus:/etc/prometheus:ro");
  }

  @Test
  void doesNotStartWithoutItsPasswords() throws Exception {
    for (String missing : CREDENTIALS.keySet()) {
      Map<String, String> others = new HashMap<>(CREDENTIALS);
      others.remove(missing);
      Run none = config(others);
      assertThat(none.exitCode()).as(missing).isNotZero();
      assertThat(none.output()).contains(".env", missing);
    }
  }

  @Test
  void theExampleOfSettingsHasEveryNameAndNoPassword() throws IOException {
    String example = Files.readString(ROOT.resolve(".env.example"));
    assertThat(example)
        .containsPattern("(?m)^RABBITMQ_PASSWORD=$")
        .containsPattern("(?m)^GRAFANA_PASSWORD=$");
    Matcher variables =
        Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)").matcher(Files.readString(compose()));
    while (variables.find()) assertThat(example).contains(variables.group(1) + "=");
    assertThat(Files.readString(ROOT.resolve(".gitignore"))).containsPattern("(?m)^/\\.env$");
  }

  @Test
  void whatItMountsAndBuildsFromIsThere() throws IOException {
    String text = Files.readString(compose());
    Matcher paths = Pattern.compile("(?m)(?:- \\./|dockerfile: |:-\\./)([\\w./-]+)").matcher(text);
    int found = 0;
    while (paths.find()) {
      assertThat(ROOT.resolve(paths.group(1))).exists();
      found++;
    }
    assertThat(found).isGreaterThan(4);
    Matcher images = Pattern.compile("(?m)image: (\\S+)").matcher(text);
    while (images.find())
      assertThat(images.group(1)).matches("(warren:\\w+|.+:v?\\d+\\.\\d+\\.\\d+.*)");
  }

  @Test
  void thePolicyIsTheReadmesAndFitsTheQueues() throws IOException {
    JsonNode policy =
        new ObjectMapper().readTree(ROOT.resolve("deploy/rabbitmq/frames-policy.json").toFile());
    String pattern = policy.get("pattern").asText();
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher command =
        Pattern.compile(
                "set_policy warren-frames '(.*?)' --apply-to queues '(.*?)'", Pattern.DOTALL)
            .matcher(readme);
    assertThat(command.find()).isTrue();
    assertThat(command.group(1)).isEqualTo(pattern);
    assertThat(new ObjectMapper().readTree(command.group(2))).isEqualTo(policy.get("definition"));
    assertThat(Topology.DEFAULT.framesQueue("yolo11n")).containsPattern(pattern);
    assertThat(Topology.DEFAULT.detectionsQueue()).doesNotContainPattern(pattern);
    assertThat(policy.at("/definition/dead-letter-exchange").asText())
        .isEqualTo(Topology.DEFAULT.deadLetterExchange());
  }

  private static Path compose() {
    return ROOT.resolve("docker-compose.yml");
  }
}
