package dev.warren.operations;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Set;

/**
 * What KEDA 2.17 takes as a ScaledObject, as far as we use it, by its page "ScaledObject
 * specification" (https://keda.sh/docs/2.17/reference/scaledobject-spec/).
 */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
  ScaledObject {
    requireNonNull(spec, "spec");
  }

  record Spec(
      Target scaleTargetRef,
      Integer pollingInterval,
      Integer cooldownPeriod,
      Integer minReplicaCount,
      Integer maxReplicaCount,
      Fallback fallback,
      Advanced advanced,
      List<Trigger> triggers) {
    Spec {
      requireNonNull(scaleTargetRef, "scaleTargetRef");
      requireNonNull(triggers, "triggers");
    }
  }

  record Target(String apiVersion, String kind, String name, String envSourceContainerName) {
    Target {
      requireNonNull(name, "name");
    }
  }

  record Fallback(Integer failureThreshold, Integer replicas, String behavior) {
    private static final Set<String> BEHAVIORS =
        Set.of("static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower");

    Fallback {
      requireNonNull(failureThreshold, "failureThreshold");
      requireNonNull(replicas, "replicas");
      if (behavior != null && !BEHAVIORS.contains(behavior)) {
        throw new IllegalArgumentException("behavior: " + behavior);
      }
    }
  }

  record Advanced(
      Boolean restoreToOriginalReplicaCount, PodAutoscaler horizontalPodAutoscalerConfig) {}

  record PodAutoscaler(String name, HorizontalPodAutoscalerBehavior behavior) {}

  /**
   * @param metadata of the scaler {@code prometheus}: texts, numbers too
   */
  record Trigger(
      String type, String name, String metricType, Boolean useCachedMetrics, Prometheus metadata) {
    private static final Set<String> METRIC_TYPES = Set.of("AverageValue", "Value");

    Trigger {
      if (!"prometheus".equals(type)) throw new IllegalArgumentException("type: " + type);
      if (metricType != null && !METRIC_TYPES.contains(metricType)) {
        throw new IllegalArgumentException("metricType: " + metricType);
      }
      requireNonNull(metadata, "metadata");
    }
  }

  /** https://keda.sh/docs/2.17/scalers/prometheus/ */
  record Prometheus(
      String serverAddress,
      String query,
      String threshold,
      String activationThreshold,
      String ignoreNullValues,
      String timeout) {
    Prometheus {
      requireNonNull(serverAddress, "serverAddress");
      requireNonNull(query, "query");
      Double.parseDouble(requireNonNull(threshold, "threshold"));
    }
  }
}
