package dev.warren.worker.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A report as JSON, to keep and to compare with. {@code run_ms} is of a whole batch, {@code
 * stages_ms} a lane's time per frame; {@code resident_mib} is null where it is not known.
 */
public final class BenchmarkJson {
  public static final String SCHEMA = "warren.benchmark.v1";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DECIMALS = 3;

  private BenchmarkJson() {}

  /** Indented, without a line end behind it. */
  public static String text(BenchmarkReport report) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  private static ObjectNode tree(BenchmarkReport report) {
    BenchmarkReport.Subject subject = report.subject();
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("model", subject.model());
    root.put("model_version", subject.modelVersion());
    root.put("engine", subject.engine());
    root.put("engine_version", subject.engineVersion());
    root.put("lanes", subject.lanes());
    root.put("images", subject.images());
    ObjectNode single = root.putObject("single");
    median(single.putObject("frame_ms"), report.single().frame());
    median(single.putObject("inference_ms"), report.single().inference());
    ArrayNode batches = root.putArray("batches");
    for (BatchFigures figures : report.batches()) batch(batches.addObject(), figures);
    ObjectNode best = root.putObject("best");
    best.put("batch", report.best().batch());
    best.put("frames_per_second", rounded(report.best().framesPerSecond()));
    ObjectNode recommended = root.putObject("recommended");
    recommended.put("batch", report.recommended().batch());
    recommended.put("lanes", subject.lanes());
    if (report.residentMib().isPresent()) {
      root.put("resident_mib", report.residentMib().getAsLong());
    } else {
      root.putNull("resident_mib");
    }
    root.put("cpus", subject.cpus());
    return root;
  }

  private static void batch(ObjectNode node, BatchFigures figures) {
    node.put("batch", figures.batch());
    node.put("frames_per_second", rounded(figures.framesPerSecond()));
    ObjectNode run = node.putObject("run_ms");
    run.put("mean", rounded(figures.run().mean()));
    run.put("p50", rounded(figures.run().p50()));
    run.put("p95", rounded(figures.run().p95()));
    run.put("p99", rounded(figures.run().p99()));
    run.put("max", rounded(figures.run().max()));
    ObjectNode stages = node.putObject("stages_ms");
    stages.put("decode", rounded(figures.stages().decode()));
    stages.put("inference", rounded(figures.stages().inference()));
    stages.put("postprocess", rounded(figures.stages().postprocess()));
    node.put("cpu_cores", rounded(figures.cpuCores()));
    node.put("frames", figures.frames());
  }

  private static void median(ObjectNode node, Latency latency) {
    node.put("p50", rounded(latency.p50()));
    node.put("p99", rounded(latency.p99()));
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
  }
}
