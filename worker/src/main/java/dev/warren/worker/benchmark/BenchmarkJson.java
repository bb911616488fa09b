package dev.warren.worker.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A report as JSON, to keep and to compare with. {@code run_ms} is of a whole batch, {@code
 * stages_ms} a lane's time per frame; {@code resident_mib} is null where it is not known.
 */
public final class BenchmarkJson {
  public static final String SCHEMA = "warren.benchmark.v1";

  private static final int DECIMALS = 3;

  private BenchmarkJson() {}

  /** Indented, without a line end behind it. */
  public static String text(BenchmarkReport report) {
    return tree(report).toPrettyString();
  }

  private static ObjectNode tree(BenchmarkReport report) {
    BenchmarkReport.Subject subject = report.subject();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
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
    root.putObject("best")
        .put("batch", report.best().batch())
        .put("frames_per_second", rounded(report.best().framesPerSecond()));
    root.putObject("recommended")
        .put("batch", report.recommended().batch())
        .put("lanes", subject.lanes());
    root.putNull("resident_mib");
    report.residentMib().ifPresent(mib -> root.put("resident_mib", mib));
    root.put("cpus", subject.cpus());
    return root;
  }

  private static void batch(ObjectNode node, BatchFigures figures) {
    node.put("batch", figures.batch());
    node.put("frames_per_second", rounded(figures.framesPerSecond()));
    node.putObject("run_ms")
        .put("mean", rounded(figures.run().mean()))
        .put("p50", rounded(figures.run().p50()))
        .put("p95", rounded(figures.run().p95()))
        .put("p99", rounded(figures.run().p99()))
        .put("max", rounded(figures.run().max()));
    node.putObject("stages_ms")
        .put("decode", rounded(figures.stages().decode()))
        .put("inference", rounded(figures.stages().inference()))
        .put("postprocess", rounded(figures.stages().postprocess()));
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
