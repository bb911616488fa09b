package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.Warren;
import dev.warren.worker.http.HttpAddress;
import dev.warren.worker.http.HttpEndpoint;
import dev.warren.worker.http.StatusSource;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the manifests name is there: in one another, in the worker, in what people are told. */
class KubernetesTest {
  /** What the GPU images set to all. */
  private static final String VISIBLE_GPUS = "NVIDIA_VISIBLE_DEVICES";

  static Stream<Overlay> overlays() throws Exception {
    Stream.Builder<Overlay> all = Stream.builder();
    for (String name : Overlay.NAMES) all.add(Overlay.build(name));
    return all.build();
  }

  /**
   * A Deployment of an overlay: the workers, or the one of the quarantine, which must be much like
   * them.
   */
  record Fleet(Overlay overlay, Deployment deployment) {
    PodTemplateSpec template() {
      return deployment.getSpec().getTemplate();
    }

    PodSpec pod() {
      return template().getSpec();
    }

    Container worker() {
      assertThat(pod().getContainers()).hasSize(1);
      return pod().getContainers().get(0);
    }

    /** But for what the Secret gives. */
    Map<String, String> environment() {
      ConfigMap settings = overlay.the(ConfigMap.class);
      assertThat(worker().getEnvFrom()).hasSize(1);
      assertThat(worker().getEnvFrom().get(0).getConfigMapRef().getName())
          .isEqualTo(settings.getMetadata().getName());
      return settings.getData();
    }

    /** Its Service has its name. */
    Service service() {
      return overlay.the(Service.class, deployment.getMetadata().getName());
    }

    boolean scaled() {
      return deployment.equals(overlay.workers());
    }

    @Override
    public String toString() {
      return overlay.name() + " " + deployment.getMetadata().getName();
    }
  }

  static Stream<Fleet> fleets() throws Exception {
    List<Fleet> all =
        overlays()
            .flatMap(o -> o.all(Deployment.class).stream().map(d -> new Fleet(o, d)))
            .toList();
    assertThat(all).hasSize(2 * Overlay.NAMES.size());
    return all.stream();
  }

  private static <T extends HasMetadata> Set<String> names(Overlay overlay, Class<T> kind) {
    return overlay.all(kind).stream()
        .map(object -> object.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void everySelectorFindsTheWorker(Fleet fleet) {
    Overlay overlay = fleet.overlay();
    Map<String, String> labels = fleet.template().getMetadata().getLabels();
    Stream<LabelSelector> selectors =
        Stream.concat(
            Stream.of(
                fleet.deployment().getSpec().getSelector(),
                overlay.the(NetworkPolicy.class).getSpec().getPodSelector()),
            fleet.pod().getTopologySpreadConstraints().stream().map(t -> t.getLabelSelector()));
    assertThat(selectors)
        .hasSize(fleet.scaled() ? 4 : 2)
        .allSatisfy(s -> expectMatch(s.getMatchLabels(), labels));
    // The budget is of the workers alone, and so is the number that is scaled.
    assertThat(
            labels
                .entrySet()
                .containsAll(
                    overlay
                        .the(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels()
                        .entrySet()))
        .isEqualTo(fleet.scaled());
    assertThat(labels.get("app.kubernetes.io/component"))
        .isEqualTo(fleet.scaled() ? "worker" : "quarantine");
    Service service = fleet.service();
    expectMatch(service.getSpec().getSelector(), labels);
    ServiceMonitor monitor = overlay.the(ServiceMonitor.class, "warren-worker");
    expectMatch(
        monitor.getSpec().getSelector().getMatchLabels(), service.getMetadata().getLabels());
    Set<String> namespaces =
        overlay.objects().stream()
            .filter(HasMetadata.class::isInstance)
            .map(object -> ((HasMetadata) object).getMetadata().getNamespace())
            .filter(namespace -> namespace != null)
            .collect(Collectors.toSet());
    assertThat(namespaces).containsExactly("warren");
  }

  private static void expectMatch(Map<String, String> selector, Map<String, String> labels) {
    assertThat(selector).isNotEmpty();
    assertThat(labels).containsAllEntriesOf(selector);
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void portsAreNamedTheSameEverywhere(Fleet fleet) {
    Overlay overlay = fleet.overlay();
    Container worker = fleet.worker();
    assertThat(worker.getPorts()).hasSize(1);
    String name = worker.getPorts().get(0).getName();
    int port = worker.getPorts().get(0).getContainerPort();
    HttpAddress listens = HttpAddress.parse(fleet.environment().get("WARREN_HTTP"));
    assertThat(listens).isEqualTo(new HttpAddress("0.0.0.0", port));
    assertThat(probes(worker))
        .allSatisfy(p -> assertThat(p.getHttpGet().getPort().getStrVal()).isEqualTo(name));
    Service service = fleet.service();
    assertThat(service.getSpec().getPorts())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.getPort()).isEqualTo(port);
              assertThat(p.getTargetPort().getStrVal()).isEqualTo(name);
              assertThat(
                      overlay
                          .the(ServiceMonitor.class, "warren-worker")
                          .getSpec()
                          .getEndpoints()
                          .get(0)
                          .getPort())
                  .isEqualTo(p.getName());
            });
    assertThat(overlay.the(NetworkPolicy.class).getSpec().getIngress())
        .singleElement()
        .satisfies(
            rule -> assertThat(rule.getPorts().get(0).getPort().getStrVal()).isEqualTo(name));
  }

  private static List<Probe> probes(Container worker) {
    return List.of(worker.getStartupProbe(), worker.getReadinessProbe(), worker.getLivenessProbe());
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void whatIsMountedAndReferredToIsThere(Fleet fleet) throws Exception {
    Overlay overlay = fleet.overlay();
    PodSpec pod = fleet.pod();
    assertThat(names(overlay, ServiceAccount.class)).contains(pod.getServiceAccountName());
    assertThat(fleet.worker().getVolumeMounts().stream().map(VolumeMount::getName))
        .containsExactlyInAnyOrderElementsOf(
            pod.getVolumes().stream().map(Volume::getName).toList());
    for (Volume volume : pod.getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        assertThat(names(overlay, PersistentVolumeClaim.class))
            .contains(volume.getPersistentVolumeClaim().getClaimName());
      }
    }
    // The Secret is not in the repository: the command that makes it must give every key.
    String readme = Files.readString(Overlay.FOLDER.resolve("README.md"));
    EnvVar user = fleet.worker().getEnv().get(0);
    String secret = user.getValueFrom().getSecretKeyRef().getName();
    Matcher made =
        Pattern.compile("for user in (.+); do(?s:.+?)create secret generic warren-amqp-\\$user ")
            .matcher(readme);
    assertThat(made.find()).isTrue();
    assertThat(made.group(1).split(" "))
        .contains(secret.replaceFirst("^warren-amqp-", ""))
        .allSatisfy(role -> assertThat(secret).startsWith("warren-amqp-"));
    assertThat(readme).contains("--from-literal=" + user.getValueFrom().getSecretKeyRef().getKey());
    assertThat(secret).endsWith(fleet.scaled() ? "-worker" : "-quarantine");
    for (Volume volume : pod.getVolumes()) {
      if (volume.getSecret() == null) continue;
      assertThat(volume.getSecret().getSecretName()).isEqualTo(secret);
      for (KeyToPath item : volume.getSecret().getItems()) {
        assertThat(readme).contains("--from-file=" + item.getKey() + "=");
      }
    }
  }

  /** Each probe's path, asked of the endpoint that a worker opens. */
  @Test
  void probesAskTheWorkersRealPaths() throws Exception {
    Overlay overlay = Overlay.build("cpu");
    Container worker = new Fleet(overlay, overlay.workers()).worker();
    Readiness readiness = new Readiness();
    Scrape scrape =
        new Scrape("text/plain", "warren_build_info 1\n".getBytes(StandardCharsets.UTF_8));
    try (HttpEndpoint endpoint =
        HttpEndpoint.start(
            new HttpAddress("127.0.0.1", 0),
            Optional.empty(),
            accept -> scrape,
            readiness,
            new NothingToShow())) {
      readiness.obstruct(Readiness.START, "loading the model");
      assertThat(status(endpoint, worker.getLivenessProbe())).isEqualTo(200);
      assertThat(status(endpoint, worker.getStartupProbe())).isEqualTo(503);
      assertThat(status(endpoint, worker.getReadinessProbe())).isEqualTo(503);
      readiness.clear(Readiness.START);
      readiness.obstruct("broker", "an alarm");
      assertThat(status(endpoint, worker.getLivenessProbe())).isEqualTo(200);
      assertThat(status(endpoint, worker.getStartupProbe())).as("no cure").isEqualTo(200);
      assertThat(status(endpoint, worker.getReadinessProbe())).isEqualTo(503);
      readiness.clear("broker");
      assertThat(probes(worker)).allSatisfy(p -> assertThat(status(endpoint, p)).isEqualTo(200));
      String scraped =
          overlay
              .the(ServiceMonitor.class, "warren-worker")
              .getSpec()
              .getEndpoints()
              .get(0)
              .getPath();
      assertThat(status(endpoint, scraped)).isEqualTo(200);
      assertThat(status(endpoint, "/healthz")).isEqualTo(404);
    }
  }

  /** The page is not what is asked here. */
  private static final class NothingToShow implements StatusSource {
    @Override
    public String json() {
      return "{}";
    }

    @Override
    public void watched() {}

    @Override
    public Optional<byte[]> picture(long id) {
      return Optional.empty();
    }
  }

  private static int status(HttpEndpoint endpoint, Probe probe) throws Exception {
    return status(endpoint, probe.getHttpGet().getPath());
  }

  private static int status(HttpEndpoint endpoint, String path) throws Exception {
    return Tool.get("http://" + endpoint.address() + path).statusCode();
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void everySettingIsAnOptionOfTheCommandThatTakesItsValue(Fleet fleet) {
    List<String> line = fleet.worker().getArgs();
    CommandLine command = Warren.commandLine();
    assertThat(command.parseArgs(line.toArray(String[]::new)).subcommands()).hasSize(1);
    Map<String, String> all = new HashMap<>(fleet.environment());
    for (EnvVar variable : fleet.worker().getEnv()) {
      if (variable.getName().equals(VISIBLE_GPUS)) continue; // read by NVIDIA's runtime
      assertThat(variable.getValue()).as(variable.getName()).isNull();
      all.put(variable.getName(), "someone");
    }
    for (Map.Entry<String, String> setting : all.entrySet()) {
      assertThat(setting.getKey()).startsWith("WARREN_");
      String option = setting.getKey().substring("WARREN".length()).toLowerCase().replace("_", "-");
      command.parseArgs(line.get(0), "-" + option + "=" + setting.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void whatAWorkerReadsAndWritesIsOnAVolume(Fleet fleet) throws Exception {
    Map<String, VolumeMount> mounts =
        fleet.worker().getVolumeMounts().stream()
            .collect(Collectors.toMap(VolumeMount::getMountPath, mount -> mount));
    Map<String, String> settings = fleet.environment();
    for (String file : List.of("WARREN_MODEL", "WARREN_AMQP_PASSWORD_FILE", "WARREN_AMQP_CA")) {
      String parent = Path.of(settings.get(file)).getParent().toString();
      assertThat(mounts.get(parent).getReadOnly()).as(file).isTrue();
    }
    String plans = settings.get("WARREN_PLAN_CACHE");
    assertThat(plans != null).isEqualTo(!fleet.overlay().name().equals("cpu"));
    if (plans != null && fleet.scaled()) assertThat(mounts.get(plans).getReadOnly()).isNull();
    assertThat(mounts.get("/tmp").getReadOnly()).isNull();
    assertThat(Tool.text("deploy/docker/jvm.options")).contains("cachedir=/tmp/");
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void aWorkerFinishesWithinItsGrace(Fleet fleet) {
    String drain = fleet.environment().get("WARREN_DRAIN_TIMEOUT");
    long seconds = Long.parseLong(drain.replaceFirst("s$", ""));
    long grace = fleet.pod().getTerminationGracePeriodSeconds();
    assertThat(grace).isGreaterThanOrEqualTo(seconds + 20).isLessThanOrEqualTo(120);
    Probe startup = fleet.worker().getStartupProbe();
    assertThat(fleet.deployment().getSpec().getProgressDeadlineSeconds())
        .isGreaterThan(startup.getPeriodSeconds() * startup.getFailureThreshold());
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void aWorkerMayDoNothingThatItNeedNot(Fleet fleet) {
    PodSpec pod = fleet.pod();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(fleet.overlay().the(ServiceAccount.class).getAutomountServiceAccountToken())
        .isFalse();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    var security = fleet.worker().getSecurityContext();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getPrivileged()).isNull();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isNullOrEmpty();
    NetworkPolicy policy = fleet.overlay().the(NetworkPolicy.class);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress()).allSatisfy(r -> assertThat(r.getFrom()).isNotEmpty());
    assertThat(policy.getSpec().getEgress()).allSatisfy(r -> assertThat(r.getTo()).isNotEmpty());
    int broker = URI.create(fleet.environment().get("WARREN_AMQP")).getPort();
    Set<Integer> ports =
        policy.getSpec().getEgress().stream()
            .flatMap(rule -> rule.getPorts().stream())
            .map(port -> port.getPort().getIntVal())
            .collect(Collectors.toSet());
    assertThat(ports).containsExactlyInAnyOrder(broker, 53);
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void resourcesAreBoundAndAGpuIsWhole(Fleet fleet) {
    Map<String, Quantity> limits = fleet.worker().getResources().getLimits();
    Map<String, Quantity> requests = fleet.worker().getResources().getRequests();
    assertThat(limits).containsAllEntriesOf(requests).containsKeys("cpu", "memory");
    assertThat(limits.get("cpu").getAmount()).matches("[1-9]\\d*");
    boolean gpu = !fleet.overlay().name().equals("cpu");
    assertThat(limits.get("nvidia.com/gpu"))
        .isEqualTo(gpu && fleet.scaled() ? new Quantity("1") : null);
    // The worker's are what the device plugin says; the quarantine must not see one by the image.
    assertThat(
            fleet.worker().getEnv().stream()
                .filter(variable -> variable.getName().equals(VISIBLE_GPUS))
                .map(EnvVar::getValue))
        .containsExactlyElementsOf(fleet.scaled() ? List.of() : List.of("void"));
    assertThat(fleet.worker().getImage())
        .matches("[a-z./]+:\\d+\\.\\d+\\.\\d+-" + (gpu ? "gpu" : "cpu"));
    assertThat(fleet.deployment().getSpec().getReplicas()).isEqualTo(fleet.scaled() ? null : 1);
  }

  /** What one adds for traces and for images by reference: read as the manifests are. */
  @Test
  void theReadmesFurtherPolicyAddsToThatOfTheWorkers() throws Exception {
    String readme = Files.readString(Overlay.FOLDER.resolve("README.md"));
    Matcher block =
        Pattern.compile("(?m)^    apiVersion: networking.k8s.io/v1\n(?:    .*\n)+").matcher(readme);
    assertThat(block.find()).isTrue();
    NetworkPolicy more =
        (NetworkPolicy) StrictManifests.read(YamlFile.documents(block.group(), "README.md").get(0));
    NetworkPolicy base = Overlay.build("cpu").the(NetworkPolicy.class);
    assertThat(more.getSpec().getPodSelector()).isEqualTo(base.getSpec().getPodSelector());
    assertThat(more.getMetadata().getName()).isNotEqualTo(base.getMetadata().getName());
    assertThat(more.getMetadata().getNamespace()).isEqualTo(base.getMetadata().getNamespace());
    assertThat(more.getSpec().getPolicyTypes()).containsExactly("Egress");
    assertThat(more.getSpec().getEgress())
        .hasSize(2)
        .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty())
        .allSatisfy(rule -> assertThat(rule.getPorts()).isNotEmpty());
    assertThat(Tool.text("worker/TRACING.md"))
        .contains(":" + more.getSpec().getEgress().get(0).getPorts().get(0).getPort().getIntVal());
  }

  @Test
  void noSecretIsInTheRepository() throws Exception {
    try (Stream<Path> files = Files.walk(Overlay.FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContain("kind: Secret", "stringData", "BEGIN ")
            .doesNotContainPattern("amqps?://[^/\\s]*@");
      }
    }
  }
}
