package dev.warren.operations;

import dev.warren.operations.Tool.Run;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What an overlay of {@code deploy/kubernetes} comes to, read strictly. */
record Overlay(String name, List<Object> objects) {
  static final Path FOLDER = Tool.ROOT.resolve("deploy/kubernetes");
  static final List<String> NAMES = List.of("cpu", "gpu", "keda");

  /** Of kustomize, where it cannot do what these files ask of it: kubectl before 1.21. */
  private static final String TOO_OLD = "unknown field \"components\"";

  /** Builds it with kubectl's kustomize, which asks no cluster; skips without one that can. */
  static Overlay build(String name) throws Exception {
    return build(FOLDER, name);
  }

  static Overlay build(Path folder, String name) throws Exception {
    Run run = Tool.run(folder, "kubectl", "kustomize", "overlays/" + name);
    if (run.output().contains(TOO_OLD)) Tool.skip("kubectl here is older than 1.21");
    if (run.exitCode() != 0) throw new AssertionError(name + ": " + run.output());
    List<Map<String, Object>> documents = YamlFile.documents(run.output(), name);
    return new Overlay(name, documents.stream().map(StrictManifests::read).toList());
  }

  <T> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The one with this name. */
  <T extends HasMetadata> T the(Class<T> kind, String called) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(called))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(name + ": no " + kind.getSimpleName() + " " + called));
  }

  /** The Deployment of the workers that are scaled. */
  Deployment workers() {
    return the(Deployment.class, "warren-worker");
  }

  /** The only one of its kind. */
  <T> T the(Class<T> kind) {
    List<T> all = all(kind);
    if (all.size() != 1) throw new AssertionError(name + ": not one " + kind.getSimpleName());
    return all.get(0);
  }
}
