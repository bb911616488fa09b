package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What rules, dashboards and triggers ask of the broker is scraped, with and without Kubernetes.
 */
class ScrapedMetricsTest {
  /** Of RabbitMQ: whole names, or what is fixed of a pattern. */
  private static final Pattern METRIC = Pattern.compile("(?<![\\w:])rabbitmq_[a-z_]+");

  private static final String DETAILED = "rabbitmq_detailed_";

  /** Of /metrics/detailed: https://www.rabbitmq.com/docs/prometheus#detailed-endpoint */
  private static final Map<String, String> FAMILIES =
      Map.of(
          "rabbitmq_detailed_queue_messages", "queue_coarse_metrics",
          "rabbitmq_detailed_queue_consumers", "queue_consumer_count");

  static List<String> overlays() {
    return Overlay.NAMES;
  }

  /**
   * One way to the broker's figures.
   *
   * @param families none at {@code /metrics}, which gives all but the detailed ones
   */
  private record Scraped(String path, Set<String> families) {
    boolean gives(String metric) {
      if (!metric.startsWith(DETAILED)) return path.equals("/metrics");
      return path.equals("/metrics/detailed")
          && FAMILIES.entrySet().stream()
              .anyMatch(e -> metric.startsWith(e.getKey()) && families.contains(e.getValue()));
    }
  }

  private static Set<String> asked(Path... roots) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          METRIC
              .matcher(Files.readString(file))
              .results()
              .map(MatchResult::group)
              .forEach(names::add);
        }
      }
    }
    return names;
  }

  /** In everything that is asked of Prometheus. */
  private static Set<String> asked() throws IOException {
    Path deploy = Tool.ROOT.resolve("deploy");
    Set<String> names =
        asked(
            deploy.resolve("prometheus/recording.rules.yml"),
            deploy.resolve("prometheus/alert.rules.yml"),
            deploy.resolve("grafana/dashboards"),
            deploy.resolve("kubernetes/overlays/keda/scaledobject.yaml"));
    assertThat(names)
        .contains("rabbitmq_alarms_memory_used_watermark", "rabbitmq_detailed_queue_consumers");
    return names;
  }

  private static void expectGiven(List<Scraped> scraped, Set<String> names) {
    assertThat(names)
        .allSatisfy(name -> assertThat(scraped).as(name).anyMatch(way -> way.gives(name)));
  }

  private static List<Scraped> byTheOperator(Overlay overlay) {
    List<Scraped> all = new ArrayList<>();
    List<Object> jobs = new ArrayList<>();
    for (ServiceMonitor monitor : overlay.all(ServiceMonitor.class)) {
      if (monitor.getSpec().getNamespaceSelector() == null) continue; // the workers', beside it
      assertThat(monitor.getSpec().getNamespaceSelector().getMatchNames())
          .containsExactly("rabbitmq");
      for (Endpoint endpoint : monitor.getSpec().getEndpoints()) {
        jobs.add(endpoint.getRelabelings());
        Map<String, List<String>> params = endpoint.getParams();
        all.add(
            new Scraped(
                endpoint.getPath(),
                params == null ? Set.of() : Set.copyOf(params.getOrDefault("family", List.of()))));
      }
    }
    assertThat(jobs).as("each its own series up").doesNotHaveDuplicates();
    return all;
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theOperatorsMonitorsScrapeIt(String overlay) throws Exception {
    expectGiven(byTheOperator(Overlay.build(overlay)), asked());
  }

  @Test
  void composesPrometheusScrapesIt() throws Exception {
    List<Scraped> all = new ArrayList<>();
    Map<String, Object> file = YamlFile.only(Tool.ROOT.resolve("deploy/prometheus/prometheus.yml"));
    for (Map<String, Object> job : YamlFile.maps(file.get("scrape_configs"))) {
      if (!job.getOrDefault("static_configs", "").toString().contains("rabbitmq:")) continue;
      Map<String, Object> params = YamlFile.map(job.getOrDefault("params", Map.of()));
      all.add(
          new Scraped(
              job.getOrDefault("metrics_path", "/metrics").toString(),
              ((List<?>) params.getOrDefault("family", List.of()))
                  .stream().map(String::valueOf).collect(Collectors.toSet())));
    }
    expectGiven(all, asked());
  }

  @Test
  void oneWayAloneIsNotEnough() throws Exception {
    Set<String> names = asked();
    Scraped queues = new Scraped("/metrics/detailed", Set.copyOf(FAMILIES.values()));
    Scraped sums = new Scraped("/metrics", Set.of());
    expectGiven(List.of(queues, sums), names);
    for (List<Scraped> part :
        List.of(
            List.of(queues),
            List.of(sums),
            List.of(sums, new Scraped(queues.path(), Set.of("queue_consumer_count"))))) {
      assertThatThrownBy(() -> expectGiven(part, names)).isInstanceOf(AssertionError.class);
    }
  }
}
