package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.operations.Tool.Run;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/kubernetes}: every overlay builds, and every manifest keeps to its schema. */
class ManifestsTest {
  @TempDir Path copy;

  /** Whole manifests and patches: what is not kustomize's own. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(Overlay.FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    }
  }

  private static List<Map<String, Object>> rules(String file) {
    Path path = Tool.ROOT.resolve("deploy/prometheus").resolve(file);
    return YamlFile.maps(YamlFile.only(path).get("groups"));
  }

  /** Needs no tool, so that these are read wherever the tests run. */
  @Test
  void everyFileKeepsToItsSchema() throws IOException {
    List<Path> files = files();
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) YamlFile.documents(file).forEach(StrictManifests::read);
  }

  @Test
  void everyOverlayBuildsAndEveryManifestIsValid() throws Exception {
    int manifests = 0;
    for (String name : Overlay.NAMES) manifests += Overlay.build(name).objects().size();
    Run rule = Tool.run(Overlay.FOLDER, "./prometheus-rule.sh");
    manifests +=
        YamlFile.documents(rule.output(), "rule").stream()
            .map(StrictManifests::read)
            .toList()
            .size();
    assertThat(manifests).isEqualTo(12 + 13 + 14 + 1);
    System.out.printf("manifests %d of %d valid%n", manifests, manifests);
  }

  @Test
  void theRulesAreThoseOfPrometheusAndOnlyWrapped() throws Exception {
    Run run = Tool.run(Overlay.FOLDER, "./prometheus-rule.sh");
    assertThat(run.exitCode()).as(run.output()).isZero();
    Map<String, Object> manifest = YamlFile.documents(run.output(), "rule").get(0);
    assertThat(StrictManifests.read(manifest)).isInstanceOf(PrometheusRule.class);
    List<Map<String, Object>> groups =
        Stream.concat(rules("recording.rules.yml").stream(), rules("alert.rules.yml").stream())
            .toList();
    assertThat(YamlFile.maps(YamlFile.map(manifest.get("spec")).get("groups"))).isEqualTo(groups);
  }

  @ParameterizedTest
  @CsvSource({
    "base/deployment.yaml, readinessProbe, readynessProbe",
    "base/deployment.yaml, terminationGracePeriodSeconds, terminationGracePeriod",
    "base/deployment.yaml, runAsNonRoot: true, runAsNonRoot: yes-please",
    "base/deployment.yaml, periodSeconds: 5, periodSeconds: 5s",
    "base/deployment.yaml, secretName: warren-amqp, secret: warren-amqp",
    "components/quarantine/deployment.yaml, 'replicas: 1', 'replicas: one'",
    "components/quarantine/service.yaml, targetPort, targetPorts",
    "base/networkpolicy.yaml, namespaceSelector, namespacesSelector",
    "base/poddisruptionbudget.yaml, maxUnavailable, maxUnavailabel",
    "base/service.yaml, publishNotReadyAddresses: true, publishNotReadyAddresses: 'true'",
    "base/models.yaml, accessModes, accessMode",
    "components/prometheus-operator/servicemonitor-worker.yaml, scrapeTimeout, scrapeTimout",
    "overlays/keda/scaledobject.yaml, maxReplicaCount, maxReplicas",
    "overlays/keda/scaledobject.yaml, stabilizationWindowSeconds, stabilizationSeconds",
    "overlays/keda/scaledobject.yaml, 'threshold: \"1\"', threshold: 1",
    "overlays/keda/scaledobject.yaml, currentReplicasIfHigher, currentReplicaIfHigher",
    "overlays/keda/scaledobject.yaml, keda.sh/v1alpha1, keda.sh/v1",
    "overlays/gpu/deployment.yaml, limits:, limit:"
  })
  void aMisspeltFieldOrAValueOfAnotherTypeIsRefused(String file, String right, String wrong)
      throws IOException {
    String text = Files.readString(Overlay.FOLDER.resolve(file));
    assertThat(text).contains(right);
    assertThatThrownBy(
            () ->
                YamlFile.documents(text.replace(right, wrong), file).forEach(StrictManifests::read))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aMisspeltFieldIsNamedThroughTheWholeBuild() throws Exception {
    try (Stream<Path> all = Files.walk(Overlay.FOLDER)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(Overlay.FOLDER.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    assertThat(Overlay.build(copy, "gpu").objects()).isNotEmpty();
    Path patch = copy.resolve("overlays/gpu/deployment.yaml");
    Files.writeString(patch, Files.readString(patch).replace("tolerations:", "tolerations_:"));
    assertThatThrownBy(() -> Overlay.build(copy, "gpu")).hasMessageContaining("tolerations_");
  }
}
