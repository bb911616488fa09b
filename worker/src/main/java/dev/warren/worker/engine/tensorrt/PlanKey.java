package dev.warren.worker.engine.tensorrt;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.worker.engine.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Everything that makes one plan differ from another: a plan runs on the GPU and the TensorRT that
 * it was built with and on no other, and TensorRT does not always notice.
 *
 * @param model SHA-256 of the model file
 * @param edits version of what Warren does to the model before it is built, and asks of the builder
 * @param calibration digest of what the quantisation was made from, or empty
 * @param precision in which numbers it may compute
 * @param optimizationLevel how long TensorRT looked for kernels
 * @param profiles batch ranges, each as min, best, max
 * @param workspaceBytes most memory of one kernel
 * @param gpu the device's name
 * @param computeCapability the device's architecture
 * @param tensorRt version of TensorRT
 * @param cuda version of the CUDA runtime
 */
@JsonPropertyOrder(alphabetic = true)
record PlanKey(
    @JsonProperty String model,
    @JsonProperty int edits,
    @JsonProperty String calibration,
    @JsonProperty Precision precision,
    @JsonProperty int optimizationLevel,
    @JsonProperty List<List<Integer>> profiles,
    @JsonProperty long workspaceBytes,
    @JsonProperty String gpu,
    @JsonProperty String computeCapability,
    @JsonProperty String tensorRt,
    @JsonProperty String cuda) {
  private static final JsonMapper JSON = new JsonMapper();

  static PlanKey of(String model, int edits, String calibration, BuildRecipe recipe, Gpu.Info gpu) {
    return new PlanKey(
        model,
        edits,
        calibration,
        recipe.precision(),
        recipe.optimizationLevel(),
        recipe.profiles().stream().map(p -> List.of(p.min(), p.best(), p.max())).toList(),
        recipe.workspaceBytes(),
        gpu.name(),
        gpu.computeCapability(),
        gpu.tensorRtVersion(),
        gpu.cudaVersion());
  }

  /** The same for equal keys: one line of JSON, fields in alphabetical order. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a record of strings and numbers", e);
    }
  }

  /** For whoever looks into the folder: model, precision and largest batch before the digest. */
  String fileName() {
    int maxBatch = profiles.get(profiles.size() - 1).get(2);
    String numbers = precision.name().toLowerCase(Locale.ROOT);
    return model.substring(0, 12) + "-" + numbers + "-b" + maxBatch + "-" + digest() + ".plan";
  }

  /** Short enough for a file's name, different for different keys. */
  String digest() {
    return Sha256.hex(json().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }
}
