package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/RUNBOOK.md}: whoever is called finds the alert in it. */
class RunbookTest {
  private static final Path DEPLOY = Tool.ROOT.resolve("deploy");
  private static final Pattern HEADING = Pattern.compile("(?m)^##? (.+)$");

  private static String runbook() throws IOException {
    return Files.readString(DEPLOY.resolve("RUNBOOK.md"));
  }

  @Test
  void everyAlertAndNoOtherHasItsSection() throws IOException {
    List<String> alerts =
        YamlFile.rules("alert.rules.yml").stream()
            .map(rule -> String.valueOf(rule.get("alert")))
            .toList();
    String text = runbook();
    String part = text.substring(text.indexOf("# Alerts"), text.indexOf("# Work that is planned"));
    List<String> sections = List.of(part.split("(?m)^## ")).stream().skip(1).toList();
    assertThat(sections.stream().map(section -> section.lines().findFirst().orElseThrow()))
        .containsExactlyElementsOf(alerts);
    assertThat(sections).allSatisfy(s -> assertThat(s).contains("- Confirm: ", "- Do: "));
  }

  @Test
  void itsLinksLeadSomewhere() throws IOException {
    String text = runbook();
    List<String> anchors =
        HEADING
            .matcher(text)
            .results()
            .map(heading -> "#" + heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .toList();
    Matcher links = Pattern.compile("]\\((?!http)([^)]+)\\)").matcher(text);
    while (links.find()) {
      String target = links.group(1);
      if (target.startsWith("#")) assertThat(anchors).contains(target);
      else assertThat(DEPLOY.resolve(target.replaceFirst("#.*", ""))).exists();
    }
  }

  @Test
  void everyCommandOptionFileAndMetricInItIsThere() throws IOException {
    assertThat(RunbookWords.counts(runbook())).allSatisfy((kind, n) -> assertThat(n).isPositive());
    assertThat(new RunbookWords().problems(runbook())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`bin/warren wroker`",
        "`bin/warren worker --modle m.onnx`",
        "`bin/warren dead-letters lisst`",
        "`bin/warren dead-letters list --reasn internal`",
        "`purge --oldest 24h`",
        "`--drain-time`",
        "    bin/warren loadtest capcity    # finds it",
        "`warren_stage_second`",
        "`warren_stage_seconds`",
        "`warren_stage_seconds{stage=\"decode\"}`",
        "`warren_stage_seconds_sum{stage=\"brokerwait\"}`",
        "`warren_stage_seconds_sum{place=\"decode\"}`",
        "`sum(warren:desired_worker)`",
        "`deploy/rabbitmq/definition.json`",
        "`bin/verfy`",
        "`warren.dead-leters`"
      })
  void whatIsMisspeltIsFound(String text) {
    assertThat(new RunbookWords().problems("Do: " + text + ".\n" + text)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "`bin/warren worker --role quarantine`",
        "`purge --older-than 24h`",
        "`show ID`",
        "`warren_stage_seconds_count{stage=\"decode\"}`",
        "`warren.quarantine.*`",
        "`rabbitmqctl list_queues --anything`"
      })
  void whatIsThereIsNot(String text) {
    assertThat(new RunbookWords().problems(text)).isEmpty();
  }
}
