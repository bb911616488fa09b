package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.operations.Tool.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/prometheus}: what promtool says to it, and that no alert goes without its cases.
 */
class PrometheusRulesTest {
  private static final Path FOLDER = Tool.ROOT.resolve("deploy/prometheus");

  @TempDir Path folder;

  private static Set<String> named(String file, String key) {
    return YamlFile.rules(file).stream()
        .map(rule -> String.valueOf(rule.get(key)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Alerts that have a case in which they fire, or in which they do not. */
  private static Set<String> tested(boolean firing) {
    return YamlFile.maps(YamlFile.only(FOLDER.resolve("tests/alerts.test.yml")).get("tests"))
        .stream()
        .flatMap(test -> YamlFile.maps(test.get("alert_rule_test")).stream())
        .filter(test -> YamlFile.maps(test.get("exp_alerts")).isEmpty() != firing)
        .map(test -> String.valueOf(test.get("alertname")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyAlertHasACaseThatFiresAndOneThatDoesNot() {
    Set<String> alerts = named("alert.rules.yml", "alert");
    assertThat(alerts).hasSameSizeAs(YamlFile.rules("alert.rules.yml"));
    assertThat(tested(true)).isEqualTo(alerts);
    assertThat(tested(false)).isEqualTo(alerts);
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhereToReadOn() {
    for (Map<String, Object> rule : YamlFile.rules("alert.rules.yml")) {
      String name = String.valueOf(rule.get("alert"));
      assertThat(YamlFile.map(rule.get("labels")).get("severity"))
          .as(name)
          .isIn("critical", "warning");
      Map<String, Object> annotations = YamlFile.map(rule.get("annotations"));
      assertThat(annotations.get("summary")).as(name).isNotNull();
      assertThat(annotations.get("runbook"))
          .as(name)
          .isEqualTo("deploy/RUNBOOK.md#" + name.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void everyRecordingIsTestedOrUsedByOneThatIs() throws Exception {
    String cases = Files.readString(FOLDER.resolve("tests/recording.test.yml"));
    String expressions =
        Stream.concat(
                YamlFile.rules("recording.rules.yml").stream(),
                YamlFile.rules("alert.rules.yml").stream())
            .map(rule -> String.valueOf(rule.get("expr")))
            .collect(Collectors.joining("\n"));
    for (String record : named("recording.rules.yml", "record")) {
      boolean tested = cases.contains("expr: '" + record) || cases.contains("round(" + record);
      assertThat(tested || expressions.contains(record)).as(record).isTrue();
    }
  }

  @Test
  void promtoolAcceptsThemAndTheirCases() throws Exception {
    expectSuccess("check", "rules", "recording.rules.yml", "alert.rules.yml");
    expectSuccess("check", "config", "prometheus.yml");
    expectSuccess("test", "rules", "tests/recording.test.yml");
    expectSuccess("test", "rules", "tests/alerts.test.yml");
    Set<String> both = tested(true);
    both.retainAll(tested(false));
    System.out.printf(
        "alerts %d of %d fire and stay quiet as they should%n",
        both.size(), YamlFile.rules("alert.rules.yml").size());
  }

  /** What is commented out, for whoever has an Alertmanager. */
  @Test
  void alertsReachSomebodyOnceThatIsUncommented() throws Exception {
    Matcher block =
        Pattern.compile("(?m)^#alerting:\n(?:# .*\n)+")
            .matcher(Files.readString(FOLDER.resolve("prometheus.yml")));
    assertThat(block.find()).isTrue();
    String open = block.group().replaceAll("(?m)^#", "");
    Path file = folder.resolve("prometheus.yml");
    Files.writeString(file, block.replaceFirst(Matcher.quoteReplacement(open)));
    Map<String, Object> alerting = YamlFile.map(YamlFile.only(file).get("alerting"));
    assertThat(YamlFile.maps(alerting.get("alertmanagers"))).hasSize(1);
    for (String rules : List.of("recording.rules.yml", "alert.rules.yml")) {
      Files.copy(FOLDER.resolve(rules), folder.resolve(rules));
    }
    expectSuccess("check", "config", file.toString());
    assertThat(Files.readString(FOLDER.resolve("README.md"))).contains("`alerting`");
  }

  private static void expectSuccess(String... arguments) throws Exception {
    String[] command =
        Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toArray(String[]::new);
    Run run = Tool.run(FOLDER, command);
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("SUCCESS").doesNotContain("FAILED");
  }
}
