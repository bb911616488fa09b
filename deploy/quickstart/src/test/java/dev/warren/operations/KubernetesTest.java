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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the manifests name is there: in one another, in the worker, in what people are told. */
class KubernetesTest {
  static Stream<Overlay> overlays() throws Exception {
    Stream.Builder<Overlay> all = Stream.builder();
    for (String name : Overlay.NAMES) all.add(Overlay.build(name));
    return all.build();
  }

  private static PodTemplateSpec template(Overlay overlay) {
    return overlay.the(Deployment.class).getSpec().getTemplate();
  }

  private static PodSpec pod(Overlay overlay) {
    return template(overlay).getSpec();
  }

  private static Container worker(Overlay overlay) {
    List<Container> containers = pod(overlay).getContainers();
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  /** The worker's environment, but for what the Secret gives. */
  private static Map<String, String> environment(Overlay overlay) {
    ConfigMap settings = overlay.the(ConfigMap.class);
    assertThat(worker(overlay).getEnvFrom()).hasSize(1);
    assertThat(worker(overlay).getEnvFrom().get(0).getConfigMapRef().getName())
        .isEqualTo(settings.getMetadata().getName());
    return settings.getData();
  }

  private static <T extends HasMetadata> Set<String> names(Overlay overlay, Class<T> kind) {
    return overlay.all(kind).stream()
        .map(object -> object.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everySelectorFindsTheWorker(Overlay overlay) {
    Map<String, String> labels = template(overlay).getMetadata().getLabels();
    Stream<LabelSelector> selectors =
        Stream.concat(
            Stream.of(
                overlay.the(Deployment.class).getSpec().getSelector(),
                overlay.the(PodDisruptionBudget.class).getSpec().getSelector(),
                overlay.the(NetworkPolicy.class).getSpec().getPodSelector()),
            pod(overlay).getTopologySpreadConstraints().stream().map(t -> t.getLabelSelector()));
    assertThat(selectors).hasSize(5).allSatisfy(s -> expectMatch(s.getMatchLabels(), labels));
    Service service = overlay.the(Service.class);
    expectMatch(service.getSpec().getSelector(), labels);
    ServiceMonitor monitor = monitor(overlay, "warren-worker");
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

  private static ServiceMonitor monitor(Overlay overlay, String name) {
    return overlay.all(ServiceMonitor.class).stream()
        .filter(m -> m.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void portsAreNamedTheSameEverywhere(Overlay overlay) {
    Container worker = worker(overlay);
    assertThat(worker.getPorts()).hasSize(1);
    String name = worker.getPorts().get(0).getName();
    int port = worker.getPorts().get(0).getContainerPort();
    HttpAddress listens = HttpAddress.parse(environment(overlay).get("WARREN_HTTP"));
    assertThat(listens).isEqualTo(new HttpAddress("0.0.0.0", port));
    assertThat(probes(worker))
        .allSatisfy(p -> assertThat(p.getHttpGet().getPort().getStrVal()).isEqualTo(name));
    Service service = overlay.the(Service.class);
    assertThat(service.getSpec().getPorts())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.getPort()).isEqualTo(port);
              assertThat(p.getTargetPort().getStrVal()).isEqualTo(name);
              assertThat(
                      monitor(overlay, "warren-worker").getSpec().getEndpoints().get(0).getPort())
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
  @MethodSource("overlays")
  void whatIsMountedAndReferredToIsThere(Overlay overlay) throws Exception {
    PodSpec pod = pod(overlay);
    assertThat(names(overlay, ServiceAccount.class)).contains(pod.getServiceAccountName());
    assertThat(worker(overlay).getVolumeMounts().stream().map(VolumeMount::getName))
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
    EnvVar user = worker(overlay).getEnv().get(0);
    String secret = user.getValueFrom().getSecretKeyRef().getName();
    assertThat(readme).contains("create secret generic " + secret + " ");
    assertThat(readme).contains("--from-literal=" + user.getValueFrom().getSecretKeyRef().getKey());
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
    Container worker = worker(overlay);
    Readiness readiness = new Readiness();
    Scrape scrape =
        new Scrape("text/plain", "warren_build_info 1\n".getBytes(StandardCharsets.UTF_8));
    try (HttpEndpoint endpoint =
        HttpEndpoint.start(
            new HttpAddress("127.0.0.1", 0), accept -> scrape, readiness, new NothingToShow())) {
      readiness.obstruct(Readiness.START, "loading the model");
      assertThat(status(endpoint, worker.getLivenessProbe())).isEqualTo(200);
      assertThat(status(endpoint, worker.getStartupProbe())).isEqualTo(503);
      assertThat(status(endpoint, worker.getReadinessProbe())).isEqualTo(503);
      readiness.clear(Readiness.START);
      assertThat(probes(worker)).allSatisfy(p -> assertThat(status(endpoint, p)).isEqualTo(200));
      String scraped = monitor(overlay, "warren-worker").getSpec().getEndpoints().get(0).getPath();
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
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint.address() + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everySettingIsAnOptionOfTheCommandThatTakesItsValue(Overlay overlay) {
    List<String> line = worker(overlay).getArgs();
    CommandLine command = Warren.commandLine();
    assertThat(command.parseArgs(line.toArray(String[]::new)).subcommands()).hasSize(1);
    Map<String, String> all = new HashMap<>(environment(overlay));
    worker(overlay).getEnv().forEach(variable -> all.put(variable.getName(), "someone"));
    for (Map.Entry<String, String> setting : all.entrySet()) {
      assertThat(setting.getKey()).startsWith("WARREN_");
      String option = setting.getKey().substring("WARREN".length()).toLowerCase().replace("_", "-");
      command.parseArgs(line.get(0), "-" + option + "=" + setting.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void whatAWorkerReadsAndWritesIsOnAVolume(Overlay overlay) throws Exception {
    Map<String, VolumeMount> mounts =
        worker(overlay).getVolumeMounts().stream()
            .collect(Collectors.toMap(VolumeMount::getMountPath, mount -> mount));
    Map<String, String> settings = environment(overlay);
    for (String file : List.of("WARREN_MODEL", "WARREN_AMQP_PASSWORD_FILE", "WARREN_AMQP_CA")) {
      String parent = Path.of(settings.get(file)).getParent().toString();
      assertThat(mounts.get(parent).getReadOnly()).as(file).isTrue();
    }
    String plans = settings.get("WARREN_PLAN_CACHE");
    assertThat(plans != null).isEqualTo(!overlay.name().equals("cpu"));
    if (plans != null) assertThat(mounts.get(plans).getReadOnly()).isNull();
    assertThat(mounts.get("/tmp").getReadOnly()).isNull();
    assertThat(Files.readString(Tool.ROOT.resolve("deploy/docker/jvm.options")))
        .contains("cachedir=/tmp/");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void aWorkerFinishesWithinItsGrace(Overlay overlay) {
    String drain = environment(overlay).get("WARREN_DRAIN_TIMEOUT");
    long seconds = Long.parseLong(drain.replaceFirst("s$", ""));
    long grace = pod(overlay).getTerminationGracePeriodSeconds();
    assertThat(grace).isGreaterThanOrEqualTo(seconds + 20).isLessThanOrEqualTo(120);
    Probe startup = worker(overlay).getStartupProbe();
    assertThat(overlay.the(Deployment.class).getSpec().getProgressDeadlineSeconds())
        .isGreaterThan(startup.getPeriodSeconds() * startup.getFailureThreshold());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void aWorkerMayDoNothingThatItNeedNot(Overlay overlay) {
    PodSpec pod = pod(overlay);
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(overlay.the(ServiceAccount.class).getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    var security = worker(overlay).getSecurityContext();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getPrivileged()).isNull();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd()).isNullOrEmpty();
    NetworkPolicy policy = overlay.the(NetworkPolicy.class);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress()).allSatisfy(r -> assertThat(r.getFrom()).isNotEmpty());
    assertThat(policy.getSpec().getEgress()).allSatisfy(r -> assertThat(r.getTo()).isNotEmpty());
    int broker = URI.create(environment(overlay).get("WARREN_AMQP")).getPort();
    Set<Integer> ports =
        policy.getSpec().getEgress().stream()
            .flatMap(rule -> rule.getPorts().stream())
            .map(port -> port.getPort().getIntVal())
            .collect(Collectors.toSet());
    assertThat(ports).containsExactlyInAnyOrder(broker, 53);
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void resourcesAreBoundAndAGpuIsWhole(Overlay overlay) {
    Map<String, Quantity> limits = worker(overlay).getResources().getLimits();
    Map<String, Quantity> requests = worker(overlay).getResources().getRequests();
    assertThat(limits).containsAllEntriesOf(requests).containsKeys("cpu", "memory");
    assertThat(limits.get("cpu").getAmount()).matches("[1-9]\\d*");
    boolean gpu = !overlay.name().equals("cpu");
    assertThat(limits.get("nvidia.com/gpu")).isEqualTo(gpu ? new Quantity("1") : null);
    assertThat(worker(overlay).getImage())
        .matches("[a-z./]+:\\d+\\.\\d+\\.\\d+-" + (gpu ? "gpu" : "cpu"));
    assertThat(overlay.the(Deployment.class).getSpec().getReplicas()).isNull();
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
