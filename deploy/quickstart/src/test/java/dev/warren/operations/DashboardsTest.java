package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.operations.Dashboard.Panel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code deploy/grafana}: what Grafana needs, and what somebody who looks at it needs. */
class DashboardsTest {
  private static final Path DEPLOY = Tool.ROOT.resolve("deploy");
  private static final int COLUMNS = 24;

  /** What an expression compares with at its end, as in {@code ... > 30}. */
  private static final Pattern LIMIT = Pattern.compile("(?:==|<|>) ([\\d.]+)\\s*$");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  static List<Panel> panels() {
    return dashboards().stream().flatMap(dashboard -> dashboard.panels().stream()).toList();
  }

  private static Set<String> all(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(file))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** The first of a list that Grafana is provisioned with. */
  private static Map<String, Object> provisioned(String file, String list) {
    Path path = Dashboard.FOLDER.resolve("provisioning").resolve(file);
    return YamlFile.maps(YamlFile.only(path).get(list)).get(0);
  }

  @Test
  void thereIsOneForEachAudience() {
    assertThat(dashboards())
        .extracting(Dashboard::file)
        .containsExactly("capacity.json", "on-call.json");
    assertThat(dashboards()).extracting(Dashboard::uid).doesNotHaveDuplicates();
    assertThat(dashboards())
        .allSatisfy(d -> assertThat(d.json().get("uid").asText()).startsWith("warren-"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelHasAnIdAndATitleOfItsOwn(Dashboard dashboard) {
    assertThat(dashboard.everything())
        .extracting(p -> p.json().get("id").asInt())
        .doesNotHaveDuplicates();
    assertThat(dashboard.everything()).extracting(Panel::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noPanelLiesOnAnother(Dashboard dashboard) {
    Set<List<Integer>> taken = new HashSet<>();
    for (Panel panel : dashboard.everything()) {
      JsonNode place = panel.json().get("gridPos");
      int right = place.get("x").asInt() + place.get("w").asInt();
      int bottom = place.get("y").asInt() + place.get("h").asInt();
      assertThat(right).as(panel.name()).isLessThanOrEqualTo(COLUMNS);
      for (int x = place.get("x").asInt(); x < right; x++) {
        for (int y = place.get("y").asInt(); y < bottom; y++) {
          assertThat(taken.add(List.of(x, y))).as(panel.name() + " at " + x + ", " + y).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void theFirstRowSaysHowMuchWaitsHowLongAndUntilWhen(Dashboard dashboard) {
    List<Panel> first =
        dashboard.panels().stream().filter(p -> p.json().at("/gridPos/y").asInt() == 0).toList();
    assertThat(first.subList(0, 3))
        .extracting(panel -> panel.expressions().get(0).replaceAll("\\{.*?}", ""))
        .containsExactly(
            "warren:ready + warren:unacked",
            "warren:oldest_wait:seconds",
            "warren:time_to_drain:seconds");
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelSaysWhatItShowsInWhichUnitAndWhereToReadOn(Panel panel) throws IOException {
    assertThat(panel.json().get("description").asText()).hasSizeGreaterThan(15).endsWith(".");
    assertThat(panel.json().at("/fieldConfig/defaults/unit").asText()).isNotBlank();
    assertThat(panel.json().at("/fieldConfig/defaults/thresholds/steps/0/value").isNull()).isTrue();
    assertThat(panel.thresholds()).isSorted().doesNotHaveDuplicates();
    Set<String> sections =
        all("^##? (.+)$", DEPLOY.resolve("RUNBOOK.md")).stream()
            .map(heading -> heading.toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());
    assertThat(panel.sections()).isNotEmpty().isSubsetOf(sections);
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelAsksTheDataSourceThatIsProvisioned(Panel panel) {
    Map<String, Object> source = provisioned("datasources/prometheus.yml", "datasources");
    List<JsonNode> asked = new ArrayList<>(panel.targets());
    assertThat(asked).isNotEmpty();
    asked.add(panel.json());
    assertThat(asked)
        .allSatisfy(
            node -> {
              assertThat(node.at("/datasource/uid").asText()).isEqualTo(source.get("uid"));
              assertThat(node.at("/datasource/type").asText()).isEqualTo(source.get("type"));
            });
    assertThat(panel.targets()).extracting(t -> t.get("refId").asText()).doesNotHaveDuplicates();
  }

  @Test
  void everyAlertHasAPanelWithItsThreshold() {
    for (Map<String, Object> alert : YamlFile.rules("alert.rules.yml")) {
      String name = String.valueOf(alert.get("alert"));
      Matcher limit = LIMIT.matcher(String.valueOf(alert.get("expr")));
      double number = limit.find() ? Double.parseDouble(limit.group(1)) : 0;
      // Above 0 means from 1 on: these count things, or say yes or no.
      double step = number == 0 ? 1 : number;
      assertThat(panels())
          .as("a panel for " + name + " with a threshold at " + step)
          .anyMatch(
              panel ->
                  panel.dashboard().equals("on-call.json")
                      && panel.sections().contains(name.toLowerCase(Locale.ROOT))
                      && panel.thresholds().contains(step));
    }
  }

  @Test
  void everyFigureOfWarrensIsInTheListOfMetricsOrARecording() throws IOException {
    Set<String> known = all("^\\| `(\\w+)` \\|", Tool.ROOT.resolve("worker/METRICS.md"));
    known.addAll(all("record: (\\S+)", DEPLOY.resolve("prometheus/recording.rules.yml")));
    for (Panel panel : panels()) {
      for (String expression : panel.expressions()) {
        assertThat(MetricNames.in(expression)).as(panel.name()).isNotEmpty();
        assertThat(MetricNames.in(expression))
            .as(panel.name())
            .filteredOn(name -> name.startsWith("warren"))
            .allMatch(n -> known.contains(n) || known.contains(n.replaceFirst("_[a-z]+$", "")));
      }
    }
  }

  @Test
  void everyMetricOfAWorkerIsInAPanelOrARule() throws IOException {
    Set<String> named = MetricNames.inPanelsAndRules();
    named.addAll(named.stream().map(n -> n.replaceFirst("_(bucket|sum|count|max)$", "")).toList());
    Set<String> known =
        all("^\\| `((?:warren|process)_\\w+)` \\|", Tool.ROOT.resolve("worker/METRICS.md"));
    assertThat(known).hasSizeGreaterThan(40);
    assertThat(named).containsAll(known);
  }

  @Test
  void theDashboardsAreFoundWhereComposeMountsThem() throws IOException {
    Map<String, Object> provider = provisioned("dashboards/warren.yml", "providers");
    assertThat(provider.get("allowUiUpdates")).isEqualTo(false);
    String compose = Tool.text("docker-compose.yml");
    assertThat(compose)
        .contains(
            "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro",
            "./deploy/grafana/dashboards:"
                + YamlFile.map(provider.get("options")).get("path")
                + ":ro");
    for (Dashboard dashboard : dashboards()) {
      JsonNode runbook =
          dashboard.variables().stream()
              .filter(variable -> variable.get("name").asText().equals("runbook"))
              .findFirst()
              .orElseThrow();
      assertThat(compose)
          .contains(
              "./deploy/RUNBOOK.md:/usr/share/grafana" + runbook.get("query").asText() + ":ro");
      assertThat(runbook.at("/current/value")).isEqualTo(runbook.get("query"));
    }
  }

  @Test
  void itScrapesAsOftenAsGrafanaBelieves() {
    Map<String, Object> scrapes =
        YamlFile.map(YamlFile.only(DEPLOY.resolve("prometheus/prometheus.yml")).get("global"));
    Map<String, Object> source = provisioned("datasources/prometheus.yml", "datasources");
    assertThat(YamlFile.map(source.get("jsonData")).get("timeInterval"))
        .isEqualTo(scrapes.get("scrape_interval"));
  }

  @Test
  void namesOfMetricsAreToldFromAllElse() {
    assertThat(
            MetricNames.in(
                "sum by (a, b) (rate(x_total{c=~\"d} e\"}[5m])) / on (f) group_left () y:z"))
        .containsExactly("x_total", "y:z");
    assertThat(
            MetricNames.in("clamp_min(up > bool 0, 1e3) or vector(0) unless ALERTS{k=\"v\"} * 2"))
        .containsExactly("ALERTS", "up");
  }
}
