package dev.warren.worker.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.bottleneck.BottleneckWatch.Finding;
import dev.warren.worker.bottleneck.Measurement;
import dev.warren.worker.lifecycle.Readiness;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@code /api/status} answers; {@code worker/METRICS.md} explains the fields. */
public final class WorkerStatus {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String version;
  private final Readiness readiness;
  private final BottleneckWatch watch;

  /**
   * @param version of Warren
   */
  public WorkerStatus(String version, Readiness readiness, BottleneckWatch watch) {
    this.version = version;
    this.readiness = readiness;
    this.watch = watch;
  }

  /** The state now, as one JSON object. */
  public String json() {
    ObjectNode state = JSON.createObjectNode();
    List<String> reasons = readiness.reasons();
    state.put("version", version);
    state.put("ready", reasons.isEmpty());
    reasons.forEach(state.putArray("reasons")::add);
    Finding finding = watch.finding();
    verdict(state.putObject("bottleneck"), finding);
    finding.measurement().ifPresent(m -> pipeline(state.putObject("pipeline"), m));
    try {
      return JSON.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  private static void verdict(ObjectNode verdict, Finding finding) {
    verdict.put("stage", finding.verdict().bottleneck().label());
    verdict.put("reason", finding.verdict().reason());
    verdict.put("advice", finding.verdict().bottleneck().advice());
    verdict.put(
        "since_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - finding.sinceNanos()));
  }

  private static void pipeline(ObjectNode pipeline, Measurement m) {
    pipeline.put("window_seconds", m.seconds());
    ObjectNode intake = pipeline.putObject("intake");
    intake.put("frames_per_second", m.receivedPerSecond());
    intake.put("held", m.intake().held());
    intake.put("limit", m.intake().limit());
    if (!Double.isNaN(m.intake().ready())) intake.put("ready", m.intake().ready());
    pipeline
        .putObject("decode")
        .put("threads", m.decode().threads())
        .put("busy", m.decode().busy())
        .put("waiting", m.decode().waiting());
    pipeline
        .putObject("engine")
        .put("lanes", m.engine().lanes())
        .put("busy", m.engine().busy())
        .put("waiting", m.engine().waiting())
        .put("batch", m.batch())
        .put("useful_batch", m.engine().usefulBatch())
        .put("capacity_frames_per_second", m.engine().framesPerSecond());
    pipeline
        .putObject("publish")
        .put("replies_per_second", m.done().confirmed() / m.seconds())
        .put("unconfirmed", m.publish().unconfirmed())
        .put("sending", m.publish().sending())
        .put("blocked", m.publish().blockedShare());
  }
}
