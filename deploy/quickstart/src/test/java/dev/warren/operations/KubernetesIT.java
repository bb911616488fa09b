package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.TestAuthority;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container of the overlay cpu, without the container: its arguments and environment, with only
 * folders, addresses and ports moved, against a real broker with TLS and the rights of a worker.
 */
class KubernetesIT {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Path RABBITMQ = Tool.ROOT.resolve("deploy/rabbitmq");

  @TempDir Path secret;
  @TempDir Path certificates;

  @Test
  void theWorkerBecomesReadyByItsProbesAndEndsInTimeWithoutAnyRightToDeclare() throws Exception {
    Overlay overlay = Overlay.build("cpu");
    Deployment deployment = overlay.workers();
    Container worker = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    int tls = FreePort.find();
    int http = FreePort.find();
    TestAuthority authority = new TestAuthority("authority", certificates);
    try (RabbitMq rabbit = RabbitMq.start(tlsAt(tls, authority))) {
      rabbit.rabbitmqctl("import_definitions", RABBITMQ.resolve("definitions.json").toString());
      rabbit.rabbitmqctl("add_user", "worker", "s3cret");
      rabbit.rabbitmqctl("set_permissions", "worker", "^$", row("worker", 3), row("worker", 4));
      Files.writeString(secret.resolve("password"), "s3cret");
      Files.copy(authority.certificate(), secret.resolve("ca.crt"));
      Map<String, String> environment = new HashMap<>(overlay.the(ConfigMap.class).getData());
      environment.replaceAll((name, value) -> moved(value, tls, http));
      environment.put("WARREN_AMQP_USERNAME", "worker");
      String[] arguments = worker.getArgs().toArray(String[]::new);
      try (WarrenProcess process = WarrenProcess.start(environment, arguments)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .failFast(() -> assertThat(process.isAlive()).as(process.describe()).isTrue())
            .until(() -> answers(worker.getStartupProbe(), http));
        assertThat(answers(worker.getReadinessProbe(), http)).isTrue();
        assertThat(answers(worker.getLivenessProbe(), http)).isTrue();
        assertThat(rabbit.rabbitmqctl("list_connections", "user", "ssl")).contains("worker\ttrue");
        assertThat(process.stop()).as(process.describe()).isEqualTo(ExitCode.OK);
      }
    }
  }

  private String moved(String value, int tls, int http) {
    return value
        .replace("/etc/warren/amqp", secret.toString())
        .replace("/models", Tool.ROOT.resolve("deploy/demo-model").toString())
        .replace("rabbitmq.rabbitmq.svc:5671", "localhost:" + tls)
        .replace("0.0.0.0:9095", "127.0.0.1:" + http);
  }

  private static boolean answers(Probe probe, int port) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + probe.getHttpGet().getPath());
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException e) {
      return false; // nobody listens yet
    }
  }

  /** A right as the table of deploy/rabbitmq/README.md gives it to a role. */
  private static String row(String role, int column) throws IOException {
    String line =
        Files.readAllLines(RABBITMQ.resolve("README.md")).stream()
            .filter(l -> l.startsWith("| " + role + " |"))
            .findFirst()
            .orElseThrow();
    String cell = line.split("(?<!\\\\)\\|")[column];
    return cell.strip().replace("`", "").replace("\\|", "|");
  }

  /** Allows more than its 5 s for a handshake, which a machine full of tests may need. */
  private static String tlsAt(int port, TestAuthority authority) {
    return String.join(
        "\n",
        "listeners.ssl.default = 127.0.0.1:" + port,
        "ssl_options.cacertfile = " + authority.certificate(),
        "ssl_options.certfile = " + authority.issue("localhost", "localhost", DAY),
        "ssl_options.keyfile = " + authority.key(),
        "ssl_options.verify = verify_none",
        "ssl_options.fail_if_no_peer_cert = false",
        "ssl_handshake_timeout = 60000");
  }
}
