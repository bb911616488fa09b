package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.testing.WarrenProcess;
import dev.warren.operations.ComposeFile.Service;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.lifecycle.Closer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code docker compose up} starts, without the containers: its commands, environment, files
 * and users; only the names of hosts and the places of files are others.
 */
final class ComposeSite implements AutoCloseable {
  /** The administrator is the one that the broker of the tests is made with. */
  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("RABBITMQ_USER", "warren"),
          Map.entry("RABBITMQ_PASSWORD", "warren-test"),
          Map.entry("RABBITMQ_WORKER_PASSWORD", "pass-worker"),
          Map.entry("RABBITMQ_QUARANTINE_PASSWORD", "pass-quarantine"),
          Map.entry("RABBITMQ_GATEWAY_PASSWORD", "pass-gateway"),
          Map.entry("RABBITMQ_LOADTEST_PASSWORD", "pass-loadtest"),
          Map.entry("RABBITMQ_WATCHER_PASSWORD", "pass-watcher"),
          Map.entry("RABBITMQ_RESPONDER_PASSWORD", "pass-responder"),
          Map.entry("RABBITMQ_MONITORING_PASSWORD", "pass-monitoring"),
          Map.entry("GRAFANA_USER", "viewer"),
          Map.entry("GRAFANA_PASSWORD", "seen"));

  private final Closer closer = new Closer();
  private final Map<String, String> hosts = new LinkedHashMap<>();
  private final Map<String, WarrenProcess> workers = new HashMap<>();
  private final ComposeFile compose;
  private final RabbitMq broker;
  private final PrometheusServer prometheus;

  private ComposeSite(Path folder) throws Exception {
    compose = ComposeFile.read(SETTINGS);
    for (String service : List.of("rabbitmq:15672", "rabbitmq:15692", "worker", "quarantine")) {
      hosts.put(service, "127.0.0.1:" + FreePort.find());
    }
    int port = FreePort.find();
    try {
      Path configuration =
          new ScrapeConfiguration()
              .every(Site.INTERVAL_SECONDS + "s")
              .at("warren", hosts.get("worker"), hosts.get("quarantine"))
              .at("rabbitmq", hosts.get("rabbitmq:15692"))
              .at("rabbitmq-queues", hosts.get("rabbitmq:15692"))
              .at("prometheus", "127.0.0.1:" + port)
              .write(folder);
      prometheus = closer.add(PrometheusServer.start(folder, configuration, port));
      broker = closer.add(startBroker());
      hosts.put("rabbitmq:5672", broker.amqp().address());
      setUp();
      for (String name : List.of("worker", "quarantine")) {
        workers.put(name, closer.add(start(name)));
      }
      for (WarrenProcess worker : workers.values()) {
        worker.until(() -> worker.errors().contains(" serves "));
      }
    } catch (Throwable t) {
      closer.closeAfter(t);
      throw t;
    }
  }

  static ComposeSite start(Path folder) throws Exception {
    return new ComposeSite(folder);
  }

  /** By the files that the container gets. */
  private RabbitMq startBroker() throws IOException {
    Service service = compose.service("rabbitmq");
    String[] plugins = Site.plugins(service.at("/etc/rabbitmq/enabled_plugins"));
    return RabbitMq.start(
        Files.readString(service.at("/etc/rabbitmq/conf.d/90-warren.conf"))
            + listener("prometheus", "rabbitmq:15692")
            + listener("management", "rabbitmq:15672"),
        plugins);
  }

  private String listener(String name, String host) {
    String[] address = hosts.get(host).split(":");
    return "\n%1$s.tcp.ip = %2$s\n%1$s.tcp.port = %3$s".formatted(name, address[0], address[1]);
  }

  /** The service of that name, to its end. */
  String setUp() throws Exception {
    Tool.run(Tool.ROOT, "curl", "--version"); // the image's only program beside a shell
    Service service = compose.service("setup");
    ProcessBuilder builder = new ProcessBuilder(moved(service, service.entrypoint()));
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().putAll(moved(service, service.environment()));
    Tool.Run run = Tool.run(builder);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }

  /** A service of Warren's own; the caller closes it. */
  WarrenProcess start(String name) throws IOException {
    Service service = compose.service(name);
    Map<String, String> environment = moved(service, service.environment());
    if (hosts.containsKey(name)) environment.put("WARREN_HTTP", hosts.get(name)); // as the image
    return WarrenProcess.start(
        environment, moved(service, service.command()).toArray(String[]::new));
  }

  private List<String> moved(Service service, List<String> words) {
    return new ArrayList<>(words.stream().map(word -> moved(service, word)).toList());
  }

  private Map<String, String> moved(Service service, Map<String, String> environment) {
    Map<String, String> result = new HashMap<>(environment);
    result.replaceAll((name, value) -> moved(service, value));
    return result;
  }

  private String moved(Service service, String text) {
    String result = service.moved(text);
    for (Map.Entry<String, String> host : hosts.entrySet()) {
      if (host.getKey().contains(":")) result = result.replace(host.getKey(), host.getValue());
    }
    return result;
  }

  ComposeFile compose() {
    return compose;
  }

  RabbitMq broker() {
    return broker;
  }

  PrometheusServer prometheus() {
    return prometheus;
  }

  /** HOST:PORT of a worker's page. */
  String address(String name) {
    return hosts.get(name);
  }

  /** What a worker shows to Prometheus. */
  String metrics(String name) throws Exception {
    return Tool.get("http://" + address(name) + "/metrics").body();
  }

  WarrenProcess worker(String name) {
    return workers.get(name);
  }

  @Override
  public void close() {
    closer.close();
  }
}
