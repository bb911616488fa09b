package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.Warren;
import dev.warren.operations.ScaledObject.Trigger;
import dev.warren.protocol.Topology;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How the overlay keda scales. */
class KedaTest {
  private static final Pattern RULE = Pattern.compile("(warren:[a-z:_0-9]+)\\{model=\"([^\"]+)\"}");
  private static final Pattern NUMBER = Pattern.compile("^[^#]*:\\s*\"?\\d+\"?\\s*[,}]?.*$");

  private static String file() throws Exception {
    return Files.readString(Overlay.FOLDER.resolve("overlays/keda/scaledobject.yaml"));
  }

  @Test
  void scalesTheDeploymentByTheRecordingRuleOfItsModel() throws Exception {
    Overlay overlay = Overlay.build("keda");
    ScaledObject.Spec spec = overlay.the(ScaledObject.class).spec();
    assertThat(spec.scaleTargetRef().name()).isEqualTo(overlay.workers().getMetadata().getName());
    assertThat(spec.triggers())
        .extracting(Trigger::name)
        .containsExactly("desired-workers", "backlog");
    Trigger trigger = spec.triggers().get(0);
    Matcher rule = RULE.matcher(trigger.metadata().query());
    assertThat(rule.find()).isTrue();
    List<String> recorded =
        YamlFile.rules("recording.rules.yml").stream()
            .map(r -> String.valueOf(r.get("record")))
            .toList();
    assertThat(recorded).contains(rule.group(1));
    assertThat(rule.group(1)).isEqualTo("warren:desired_workers");
    Path model = Path.of(overlay.the(ConfigMap.class).getData().get("WARREN_MODEL"));
    assertThat(rule.group(2)).isEqualTo(model.getFileName().toString());
    assertThat(trigger.metricType()).isEqualTo("AverageValue");
    assertThat(trigger.metadata().threshold()).isEqualTo("1");
    assertThat(trigger.metadata().ignoreNullValues()).isEqualTo("false");
  }

  /** As the simulation's policy rule-and-backlog has it, with its default deadline. */
  @Test
  void theBacklogIsThatOfTheSameModelsQueueInSeconds() throws Exception {
    Overlay overlay = Overlay.build("keda");
    Trigger rule = overlay.the(ScaledObject.class).spec().triggers().get(0);
    Trigger backlog = overlay.the(ScaledObject.class).spec().triggers().get(1);
    String model =
        Path.of(overlay.the(ConfigMap.class).getData().get("WARREN_MODEL"))
            .getFileName()
            .toString();
    assertThat(backlog.metadata().query())
        .contains("queue=\"" + Topology.DEFAULT.framesQueue(model) + "\"")
        .contains("warren:capacity:per_worker{model=\"" + model + "\"}");
    assertThat(backlog.metadata().serverAddress()).isEqualTo(rule.metadata().serverAddress());
    assertThat(backlog.metricType()).isEqualTo("AverageValue");
    assertThat(backlog.metadata().ignoreNullValues()).isEqualTo("false");
    String deadline =
        Warren.commandLine()
            .getSubcommands()
            .get("loadtest")
            .getSubcommands()
            .get("autoscale-sim")
            .getCommandSpec()
            .findOption("--deadline")
            .defaultValue();
    assertThat(backlog.metadata().threshold())
        .isEqualTo(String.valueOf(Integer.parseInt(deadline.replace("s", "")) / 2));
  }

  @Test
  void itsNumbersFitTogether() throws Exception {
    ScaledObject.Spec spec = Overlay.build("keda").the(ScaledObject.class).spec();
    assertThat(spec.minReplicaCount()).isPositive();
    assertThat(spec.fallback().replicas())
        .isBetween(spec.minReplicaCount(), spec.maxReplicaCount());
    var up = spec.advanced().horizontalPodAutoscalerConfig().behavior().getScaleUp();
    assertThat(up.getPolicies().get(0).getValue()).isEqualTo(spec.maxReplicaCount());
    // A worker that changes from CPU to GPU is two for a moment, each with two connections.
    int connections = 4 * spec.maxReplicaCount();
    assertThat(file()).contains("max-connections " + connections);
    assertThat(limit("connections")).isGreaterThanOrEqualTo(connections);
  }

  @Test
  void theBrokersPageAndItsSetUpLimitUsersAlike() throws Exception {
    assertThat(limit("channels")).isGreaterThan(limit("connections"));
  }

  /** Of one user, as the page and the script beside it have it. */
  private static int limit(String what) throws Exception {
    int byHand = number("README.md", "set_user_limits .*\"max-" + what + "\": (\\d+)");
    assertThat(number("setup.sh", "\"value\": (\\d+)}' \\| send PUT .*/max-" + what))
        .isEqualTo(byHand);
    return byHand;
  }

  /** The only one of its kind in a file beside the broker's definitions. */
  private static int number(String file, String pattern) throws Exception {
    Path path = Tool.ROOT.resolve("deploy/rabbitmq").resolve(file);
    List<MatchResult> found =
        Pattern.compile(pattern).matcher(Files.readString(path)).results().toList();
    assertThat(found).as(file).hasSize(1);
    return Integer.parseInt(found.get(0).group(1));
  }

  /** A number without its reason cannot be tuned, only guessed again. */
  @Test
  void everyNumberHasItsReasonAboveIt() throws Exception {
    String above = "";
    int numbers = 0;
    for (String line : file().lines().toList()) {
      if (NUMBER.matcher(line).matches() && !line.contains("://")) {
        assertThat(above.strip()).as("above: " + line.strip()).startsWith("#");
        numbers++;
      }
      above = line;
    }
    assertThat(numbers).isEqualTo(11);
  }
}
