package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
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
  void everyWorkerBecomesReadyByItsProbesAndEndsInTimeWithoutAnyRightToDeclare() throws Exception {
    Overlay overlay = Overlay.build("cpu");
    int tls = FreePort.find();
    TestAuthority authority = new TestAuthority("authority", certificates);
    try (RabbitMq rabbit = RabbitMq.start(tlsAt(tls, authority))) {
      rabbit.importDefinitions(RABBITMQ.resolve("definitions.json"));
      Files.writeString(secret.resolve("password"), "s3cret");
      Files.copy(authority.certificate(), secret.resolve("ca.crt"));
      for (String role : List.of("worker", "quarantine")) serve(overlay, role, rabbit, tls);
    }
  }

  /** The Deployment of that name, with the user and the rights of that name. */
  private void serve(Overlay overlay, String role, RabbitMq rabbit, int tls) throws Exception {
    List<String> rights = RoleRights.table().get(role);
    rabbit.addUser(role, "s3cret", rights.get(0), rights.get(1), rights.get(2));
    Deployment deployment = overlay.the(Deployment.class, "warren-" + role);
    Container worker = deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    int http = FreePort.find();
    Map<String, String> environment = new HashMap<>(overlay.the(ConfigMap.class).getData());
    environment.replaceAll((name, value) -> moved(value, tls, http));
    environment.put("WARREN_AMQP_USERNAME", role);
    String[] arguments = worker.getArgs().toArray(String[]::new);
    try (WarrenProcess process = WarrenProcess.start(environment, arguments)) {
      process.until(() -> answers(worker.getStartupProbe(), http));
      assertThat(answers(worker.getReadinessProbe(), http)).isTrue();
      assertThat(answers(worker.getLivenessProbe(), http)).isTrue();
      assertThat(rabbit.rabbitmqctl("list_connections", "user", "ssl")).contains(role + "\ttrue");
      assertThat(process.stop()).as(process.describe()).isEqualTo(ExitCode.OK);
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
