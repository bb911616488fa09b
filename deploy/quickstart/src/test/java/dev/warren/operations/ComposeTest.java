package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.cli.Warren;
import dev.warren.operations.ComposeFile.Service;
import dev.warren.operations.Tool.Run;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker-compose.yml}: as Compose reads it, where there is one; and what it mounts. */
class ComposeTest {
  /** Services that log in to the broker, and as whom. */
  private static final Map<String, String> USERS =
      Map.of(
          "worker", "worker",
          "worker-gpu", "worker",
          "quarantine", "quarantine",
          "cameras", "gateway",
          "loadtest", "loadtest");

  @TempDir Path folder;

  /** Of {@code docker-compose ... config}; skips, saying so, without one. */
  private Run config(Map<String, String> settings, String... options)
      throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    settings.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    return config(Files.writeString(folder.resolve("env"), lines), options);
  }

  private static Run config(Path settings, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker-compose"));
    command.addAll(List.of(options));
    command.addAll(List.of("--env-file", settings.toString(), "-f", "docker-compose.yml"));
    command.add("config");
    ProcessBuilder builder = new ProcessBuilder(command).directory(Tool.ROOT.toFile());
    // Not those of whoever runs this.
    builder
        .environment()
        .keySet()
        .removeIf(n -> n.matches("(RABBITMQ|GRAFANA)_.*|MODELS?|REVISION"));
    return Tool.run(builder);
  }

  private static ComposeFile compose() throws Exception {
    return ComposeFile.read(ComposeSite.SETTINGS);
  }

  @Test
  void composeAcceptsItWithAndWithoutAGpu() throws Exception {
    Run plain = config(ComposeSite.SETTINGS);
    assertThat(plain.exitCode()).as(plain.output()).isZero();
    assertThat(plain.output()).contains("amqp://worker:pass-worker@rabbitmq:5672");
    assertThat(plain.output()).doesNotContain("guest");
    Run gpu = config(ComposeSite.SETTINGS, "--profile", "gpu");
    assertThat(gpu.exitCode()).as(gpu.output()).isZero();
    assertThat(gpu.output()).contains("driver: nvidia").containsPattern("profiles:\\s+- gpu");
    assertThat(mounts(services(gpu).get("worker-gpu"))).contains("plans:/var/lib/warren/plans:rw");
  }

  /** What is run in other tests is what Compose would run. */
  @Test
  void weReadItAsComposeDoes() throws Exception {
    Run run = config(ComposeSite.SETTINGS, "--profile", "gpu", "--profile", "loadtest");
    assertThat(run.exitCode()).as(run.output()).isZero();
    Map<String, Object> theirs = services(run);
    ComposeFile compose = compose();
    assertThat(theirs.keySet()).containsExactlyInAnyOrderElementsOf(compose.names());
    for (String name : compose.names()) {
      Map<String, Object> service = YamlFile.map(theirs.get(name));
      Service ours = compose.service(name);
      assertThat(service.getOrDefault("command", List.of())).as(name).isEqualTo(ours.command());
      assertThat(service.getOrDefault("entrypoint", List.of())).isEqualTo(ours.entrypoint());
      assertThat(YamlFile.map(service.getOrDefault("environment", Map.of())))
          .as(name)
          .isEqualTo(ours.environment());
      ours.mounts()
          .forEach((in, out) -> assertThat(mounts(service)).contains(out + ":" + in + ":ro"));
    }
  }

  private static Map<String, Object> services(Run config) {
    return YamlFile.map(
        YamlFile.documents(config.output(), "docker-compose config").get(0).get("services"));
  }

  /** As {@code source:target:ro}, which is how Compose 1 writes them; Compose 2 writes objects. */
  private static List<String> mounts(Object service) {
    List<?> volumes = (List<?>) YamlFile.map(service).getOrDefault("volumes", List.of());
    return volumes.stream()
        .map(
            volume -> {
              if (volume instanceof String text) return text;
              Map<String, Object> mount = YamlFile.map(volume);
              String mode = Boolean.TRUE.equals(mount.get("read_only")) ? "ro" : "rw";
              return mount.get("source") + ":" + mount.get("target") + ":" + mode;
            })
        .toList();
  }

  @Test
  void eachServiceHasItsOwnUserAndOnlyTheSetUpIsAdministrator() throws Exception {
    Set<String> loggedIn = new HashSet<>();
    for (String name : compose().names()) {
      Map<String, String> environment = compose().service(name).environment();
      String uri = environment.get("WARREN_AMQP");
      if (uri != null) {
        String user = USERS.get(name);
        assertThat(uri).isEqualTo("amqp://" + user + ":pass-" + user + "@rabbitmq:5672");
        loggedIn.add(name);
      }
      boolean administrator = List.of("rabbitmq", "setup").contains(name);
      assertThat(environment.containsValue(ComposeSite.SETTINGS.get("RABBITMQ_PASSWORD")))
          .as(name)
          .isEqualTo(administrator);
    }
    assertThat(loggedIn).isEqualTo(USERS.keySet());
  }

  @Test
  void whatNeedsTheBrokerWaitsUntilItIsSetUp() throws Exception {
    for (String name : USERS.keySet()) {
      assertThat(compose().raw(name).get("depends_on"))
          .as(name)
          .isEqualTo(Map.of("setup", Map.of("condition", "service_completed_successfully")));
      // Nobody but the set-up declares: the users could not.
      assertThat(compose().service(name).command()).doesNotContain("--declare");
    }
    assertThat(compose().raw("setup").get("depends_on"))
        .isEqualTo(Map.of("rabbitmq", Map.of("condition", "service_healthy")));
    assertThat(YamlFile.map(compose().raw("rabbitmq").get("healthcheck"))).containsKey("test");
  }

  @Test
  void everyCommandAndSettingIsOneOfWarren() throws Exception {
    for (String name : USERS.keySet()) {
      Service service = compose().service(name);
      List<String> line = new ArrayList<>(service.command());
      service
          .environment()
          .forEach(
              (key, value) ->
                  line.add(
                      key.replaceFirst("WARREN_", "--").toLowerCase().replace('_', '-')
                          + "="
                          + value));
      assertThat(Warren.commandLine().parseArgs(line.toArray(String[]::new)).subcommands())
          .as(name)
          .hasSize(1);
    }
  }

  @Test
  void listensOnLoopbackAlone() throws Exception {
    int found = 0;
    for (String name : compose().names()) {
      List<?> ports = (List<?>) compose().raw(name).getOrDefault("ports", List.of());
      for (Object port : ports) {
        assertThat(port.toString()).startsWith("127.0.0.1:");
        found++;
      }
    }
    assertThat(found).isGreaterThan(4);
  }

  @Test
  void nothingMayMoreThanItMust() throws Exception {
    for (String name : compose().names()) {
      if (name.equals("rabbitmq")) continue; // changes the owner of its data, then its user
      Map<String, Object> service = compose().raw(name);
      assertThat(service.get("read_only")).as(name).isEqualTo(true);
      assertThat(service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
      assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
    }
  }

  @Test
  void prometheusScrapesEveryWorkerThatIsThere() throws Exception {
    Map<String, Object> scrapes =
        YamlFile.only(
            compose().service("prometheus").at("/etc/prometheus").resolve("prometheus.yml"));
    List<Map<String, Object>> jobs = YamlFile.maps(scrapes.get("scrape_configs"));
    Object workers = YamlFile.maps(jobs.get(0).get("dns_sd_configs")).get(0).get("names");
    List<String> serving =
        compose().names().stream()
            .filter(n -> USERS.containsKey(n) && !List.of("cameras", "loadtest").contains(n))
            .toList();
    assertThat(List.<Object>copyOf((List<?>) workers)).hasSameElementsAs(serving);
    assertThat(jobs.toString()).contains("rabbitmq:15692");
    assertThat(Files.readString(compose().service("rabbitmq").at("/etc/rabbitmq/enabled_plugins")))
        .contains("rabbitmq_prometheus");
  }

  @Test
  void doesNotStartWithoutItsPasswords() throws Exception {
    for (String missing : ComposeSite.SETTINGS.keySet()) {
      Map<String, String> others = new HashMap<>(ComposeSite.SETTINGS);
      others.remove(missing);
      Run none = config(others, "--profile", "loadtest");
      assertThat(none.exitCode()).as(missing).isNotZero();
      assertThat(none.output()).contains(".env", missing);
    }
  }

  @Test
  void theExampleOfSettingsHasEveryNameAndNoPassword() throws IOException {
    String example = Tool.text(".env.example");
    Matcher variables =
        Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)").matcher(Files.readString(ComposeFile.FILE));
    while (variables.find()) {
      String name = variables.group(1);
      assertThat(example).contains(name + "=");
      if (name.endsWith("PASSWORD")) assertThat(example).containsPattern("(?m)^" + name + "=$");
    }
    assertThat(Tool.text(".gitignore")).containsPattern("(?m)^/\\.env$");
  }

  @Test
  void theCommandInItFillsInPasswordsThatComposeTakes() throws Exception {
    Path example = Tool.ROOT.resolve(".env.example");
    String command =
        Files.readString(example)
            .lines()
            .filter(line -> line.startsWith("#   awk "))
            .findFirst()
            .orElseThrow()
            .substring(1)
            .replace(".env.example", example.toString())
            .replace(">.env", ">made.env");
    Run run = Tool.run(folder, "sh", "-c", command);
    assertThat(run.exitCode()).as(run.output()).isZero();
    Path made = folder.resolve("made.env");
    List<String> passwords =
        Files.readAllLines(made).stream()
            .filter(line -> line.contains("PASSWORD="))
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(passwords)
        .hasSize(9)
        .allSatisfy(line -> assertThat(line).matches("[A-Z_]+=[0-9a-f]{32}"));
    assertThat(passwords.stream().map(line -> line.replaceFirst(".*=", "")))
        .doesNotHaveDuplicates();
    Run compose = config(made);
    assertThat(compose.exitCode()).as(compose.output()).isZero();
  }

  @Test
  void whatItMountsAndBuildsFromIsThere() throws Exception {
    Map<String, Set<String>> builds = new HashMap<>();
    int found = 0;
    for (String name : compose().names()) {
      for (Path mounted : compose().service(name).mounts().values()) {
        assertThat(mounted).exists();
        found++;
      }
      Object build = compose().raw(name).get("build");
      if (build != null) {
        assertThat(Tool.ROOT.resolve(YamlFile.map(build).get("dockerfile").toString())).exists();
        assertThat(YamlFile.map(build).get("args")).isEqualTo(Map.of("REVISION", "unknown"));
      }
      String image = compose().raw(name).get("image").toString();
      // One that is not built is asked of a registry, where the name is nobody's.
      assertThat(build != null).as(name).isEqualTo(image.startsWith("warren:"));
      builds.computeIfAbsent(image, key -> new HashSet<>()).add(String.valueOf(build));
      assertThat(image).matches("(warren:\\w+|.+:v?\\d+\\.\\d+\\.\\d+.*)");
    }
    assertThat(found).isGreaterThan(9);
    assertThat(builds).allSatisfy((image, ways) -> assertThat(ways).as(image).hasSize(1));
  }

  @Test
  void thePolicyIsTheReadmesAndFitsTheQueues() throws IOException {
    JsonNode definitions =
        new ObjectMapper().readTree(Tool.ROOT.resolve("deploy/rabbitmq/definitions.json").toFile());
    JsonNode policy =
        StreamSupport.stream(definitions.get("policies").spliterator(), false)
            .filter(p -> p.get("name").asText().equals("warren-frames"))
            .findFirst()
            .orElseThrow();
    String pattern = policy.get("pattern").asText();
    Matcher command =
        Pattern.compile(
                "set_policy warren-frames '(.*?)' --apply-to queues '(.*?)'", Pattern.DOTALL)
            .matcher(Tool.text("README.md"));
    assertThat(command.find()).isTrue();
    assertThat(command.group(1)).isEqualTo(pattern);
    assertThat(new ObjectMapper().readTree(command.group(2))).isEqualTo(policy.get("definition"));
    assertThat(Topology.DEFAULT.framesQueue("yolo11n")).containsPattern(pattern);
    assertThat(Topology.DEFAULT.detectionsQueue()).doesNotContainPattern(pattern);
    assertThat(policy.at("/definition/dead-letter-exchange").asText())
        .isEqualTo(Topology.DEFAULT.deadLetterExchange());
  }
}
