package dev.warren.worker.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.bottleneck.BottleneckWatch.Finding;
import dev.warren.worker.http.StatusSource;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.EngineInfo;
import dev.warren.worker.metrics.RecentTimes;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the page and {@code /api/status} show; {@code worker/METRICS.md} explains the fields.
 * Thread-safe.
 */
public final class WorkerStatus implements StatusSource {
  private final About about;
  private final Readiness readiness;
  private final WorkerCounters counters;
  private final BottleneckWatch watch;
  private final Optional<LastFrames> frames;
  private final RecentTimes times = new RecentTimes(System::nanoTime);
  private final long startNanos = System.nanoTime();
  private volatile EngineInfo engine;

  public record About(String version, String worker) {}

  /**
   * @param frames empty where no frames are to be shown
   */
  public WorkerStatus(
      About about,
      Readiness readiness,
      WorkerCounters counters,
      BottleneckWatch watch,
      Optional<LastFrames> frames) {
    this.about = about;
    this.readiness = readiness;
    this.counters = counters;
    this.watch = watch;
    this.frames = frames;
  }

  /** Has to be told what happens, to show it. */
  public WorkerMetrics listener() {
    WorkerMetrics engines =
        new WorkerMetrics() {
          @Override
          public void engineServes(EngineInfo info) {
            engine = info;
          }
        };
    return AllMetrics.of(
        engines, watch, times, frames.isPresent() ? frames.get() : WorkerMetrics.NOOP);
  }

  @Override
  public void watched() {
    frames.ifPresent(LastFrames::watched);
  }

  @Override
  public Optional<byte[]> picture(long id) {
    return frames.flatMap(shown -> shown.picture(id));
  }

  @Override
  public String json() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("version", about.version());
    state.put("worker", about.worker());
    state.put("up_ms", millisSince(startNanos));
    engine(state);
    List<String> reasons = readiness.reasons();
    state.put("ready", reasons.isEmpty());
    reasons.forEach(state.putArray("reasons")::add);
    Finding finding = watch.finding();
    verdict(state.putObject("bottleneck"), finding);
    totals(state.putObject("totals"), counters.totals());
    finding.measurement().ifPresent(m -> PipelineJson.write(state.putObject("pipeline"), m));
    stages(state.putObject("stages"));
    times.batches().forEach(state.putArray("batches")::add);
    frames.ifPresent(shown -> frames(state.putArray("frames"), shown.frames()));
    return state.toString();
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private void engine(ObjectNode state) {
    EngineInfo now = engine;
    if (now == null) return;
    state
        .putObject("engine")
        .put("name", now.engine())
        .put("model", now.model())
        .put("model_version", now.modelVersion())
        .put("max_batch", now.maxBatch());
  }

  private static void verdict(ObjectNode verdict, Finding finding) {
    verdict
        .put("stage", finding.verdict().bottleneck().label())
        .put("reason", finding.verdict().reason())
        .put("advice", finding.verdict().advice())
        .put("since_ms", millisSince(finding.sinceNanos()));
  }

  private static void totals(ObjectNode json, WorkerCounters.Totals totals) {
    json.put("received", totals.received())
        .put("detected", totals.detected())
        .put("skipped", totals.skipped())
        .put("failed", totals.failed())
        .put("objects", totals.detections());
  }

  private void stages(ObjectNode json) {
    times
        .stages()
        .forEach(
            (stage, of) ->
                json.putObject(stage)
                    .put("count", of.count())
                    .put("p50_ms", of.p50Ms())
                    .put("p99_ms", of.p99Ms()));
  }

  private static void frames(ArrayNode json, List<LastFrames.Frame> frames) {
    for (LastFrames.Frame frame : frames) {
      ObjectNode shown = json.addObject();
      shown.put("id", frame.id());
      shown.put("camera", frame.result().frame().camera());
      DetectedJson.put(shown, frame.result());
    }
  }
}
