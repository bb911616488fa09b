package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.operations.Dashboard.Panel;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards, rules and alerts on a real Prometheus, with a real worker and a real RabbitMQ. */
class DashboardsIT {
  /** Far more than it takes: machines that build are busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final String WRONG =
      """
      {"uid": "wrong", "templating": {"list": []}, "panels": [
        {"type": "stat", "title": "unknown", "targets": [{"expr": "no_such_metric", "legendFormat": ""}]},
        {"type": "stat", "title": "no number", "targets": [{"expr": "vector(0) / 0", "legendFormat": ""}]},
        {"type": "stat", "title": "legend", "targets": [{"expr": "max(up)", "legendFormat": "{{queue}}"}]}
      ]}
      """;

  @TempDir static Path folder;
  private static Site site;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws Exception {
    site = Site.start(folder);
    prometheus = site.prometheus();
  }

  @AfterAll
  static void stop() {
    if (site != null) site.close();
  }

  @Test
  void everyPanelReturnsData() {
    List<Panel> panels = Dashboard.all().stream().flatMap(d -> d.panels().stream()).toList();
    PanelData data = new PanelData(prometheus, Site.INTERVAL_SECONDS);
    int answered = 0;
    for (Dashboard dashboard : Dashboard.all()) {
      patiently().untilAsserted(() -> assertThat(data.missing(dashboard)).isEmpty());
      answered += dashboard.panels().size();
    }
    long ofGpus =
        panels.stream()
            .filter(p -> p.expressions().stream().anyMatch(e -> e.contains("warren_gpu_")))
            .count();
    System.out.printf(
        "panels %d of %d return data (%d queries; %d panels of GPUs by figures that are made up)%n",
        answered, panels.size(), panels.stream().mapToInt(p -> p.targets().size()).sum(), ofGpus);
  }

  private static ConditionFactory patiently() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class); // an answer that took too long
  }

  @Test
  void whatHasNoDataIsFound() {
    PanelData data = new PanelData(prometheus, Site.INTERVAL_SECONDS);
    patiently()
        .untilAsserted(
            () ->
                assertThat(data.missing(Dashboard.of("wrong.json", WRONG)))
                    .containsExactly(
                        "wrong.json, unknown: no data: no_such_metric",
                        "wrong.json, no number: no data: vector(0) / 0",
                        "wrong.json, legend: no label queue"));
  }

  @Test
  void everyQueryInAPageReturnsData() {
    int answered = 0;
    int all = 0;
    for (String page : TextQueries.PAGES) {
      List<String> queries = TextQueries.all().get(page);
      all += queries.size();
      for (String query : queries) {
        // A limit, such as in `x > 0`, may leave nothing: then what it limits is there.
        String limited = query.replaceFirst(" > 0$", "");
        patiently()
            .untilAsserted(
                () ->
                    assertThat(prometheus.range(limited))
                        .as(page + ": " + query)
                        .anyMatch(PanelData::hasNumber));
        answered++;
      }
    }
    System.out.printf("queries in pages: %d of %d return data%n", answered, all);
  }

  @Test
  void everyRuleEvaluatesAndEveryRecordingHasData() {
    Set<String> records = new TreeSet<>();
    for (JsonNode group : prometheus.get("/api/v1/rules").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        if (rule.get("type").asText().equals("recording")) records.add(rule.get("name").asText());
      }
    }
    assertThat(records).hasSizeGreaterThan(10);
    patiently()
        .untilAsserted(
            () -> {
              assertThat(records)
                  .allSatisfy(r -> assertThat(prometheus.range(r)).anyMatch(PanelData::hasNumber));
              for (JsonNode group : prometheus.get("/api/v1/rules").get("groups")) {
                assertThat(group.get("rules"))
                    .allSatisfy(
                        rule -> {
                          assertThat(rule.get("health").asText())
                              .as(rule.toString())
                              .isEqualTo("ok");
                          assertThat(rule.path("lastError").asText()).isEmpty();
                        });
              }
            });
  }

  @Test
  void everyMetricInAPanelOrRuleIsThere() {
    Set<String> named = MetricNames.inPanelsAndRules();
    patiently()
        .untilAsserted(() -> assertThat(prometheus.labelValues("__name__")).containsAll(named));
  }

  @Test
  void everyJobFindsItsTargetsAndTheLoadIsMixed() {
    List<String> expected =
        Stream.concat(
                Stream.of("warren", "rabbitmq", "rabbitmq-queues", "prometheus", "gpu-stand-in")
                    .map(job -> "max_over_time(up{job=\"" + job + "\"}[5m]) == 1"),
                Stream.of(
                    "warren:workers == 1",
                    "warren_frames_total{outcome=\"detected\"} > 0",
                    "warren_frames_total{outcome=\"failed\", reason=\"malformed\"} > 0",
                    "warren_frames_total{outcome=\"skipped\", reason=\"deadline\"} > 0",
                    "warren_frames_total{outcome=\"skipped\", reason=\"superseded\"} > 0",
                    "warren_replies_total{result=\"returned\"} > 0"))
            .toList();
    patiently()
        .untilAsserted(
            () ->
                assertThat(expected)
                    .allSatisfy(e -> assertThat(prometheus.range(e)).as(e).isNotEmpty()));
  }

  /** What AccountingBroken goes by is 0 at some of the scrapes under load, so that it is quiet. */
  @Test
  void whatAWorkerTookItHoldsOrHasSettled() {
    String alert =
        YamlFile.rules("alert.rules.yml").stream()
            .filter(rule -> "AccountingBroken".equals(rule.get("alert")))
            .map(rule -> String.valueOf(rule.get("expr")))
            .findFirst()
            .orElseThrow();
    assertThat(alert).endsWith("[10m:15s]) > 0");
    String balanced =
        "("
            + alert.replace("[10m:15s]) > 0", "[30s:%ds]) == 0".formatted(Site.INTERVAL_SECONDS))
            + ") and on (instance) sum by (instance) (rate(warren_settlements_total[30s])) > 10";
    patiently().until(() -> !prometheus.range(balanced).isEmpty());
  }

  @Test
  void aFrameThatWasGivenUpRaisesItsAlert() {
    patiently()
        .until(
            () ->
                !prometheus
                    .range("ALERTS{alertname=\"DeadLetters\", alertstate=\"firing\"}")
                    .isEmpty());
  }

  @Test
  void promtoolFindsNothingToCriticiseInAWorkersMetrics() throws Exception {
    String metrics = site.workerMetrics();
    List<MatchResult> families =
        Pattern.compile("(?m)^# TYPE ").matcher(metrics).results().toList();
    assertThat(families).hasSizeGreaterThan(20);
    Tool.Run run = Tool.runWith(metrics, folder, "promtool", "check", "metrics");
    assertThat(run.output()).isEmpty();
    assertThat(run.exitCode()).isZero();
    System.out.printf("metrics lint clean: %d metrics of a running worker%n", families.size());
  }
}
