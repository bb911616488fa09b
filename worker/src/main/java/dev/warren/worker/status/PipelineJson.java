package dev.warren.worker.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.worker.bottleneck.Measurement;

/** The figures of the stages. */
final class PipelineJson {
  private PipelineJson() {}

  static void write(ObjectNode pipeline, Measurement m) {
    pipeline.put("window_seconds", m.seconds());
    ObjectNode intake = pipeline.putObject("intake");
    intake.put("frames_per_second", m.receivedPerSecond());
    intake.put("held", m.intake().held());
    intake.put("limit", m.intake().limit());
    // JSON has no NaN: what is not known is absent.
    if (!Double.isNaN(m.intake().ready())) intake.put("ready", m.intake().ready());
    pipeline
        .putObject("decode")
        .put("threads", m.decode().threads())
        .put("busy", m.decode().busy())
        .put("fetching", m.decode().fetching())
        .put("waiting", m.decode().waiting());
    ObjectNode engine = pipeline.putObject("engine");
    engine.put("lanes", m.engine().lanes());
    engine.put("busy", m.engine().busy());
    engine.put("waiting", m.engine().waiting());
    engine.put("frames_per_second", m.done().batched() / m.seconds());
    engine.put("batch", m.batch());
    engine.put("useful_batch", m.engine().usefulBatch());
    if (Double.isFinite(m.engine().framesPerSecond())) {
      engine.put("capacity_frames_per_second", m.engine().framesPerSecond());
    }
    pipeline
        .putObject("publish")
        .put("replies_per_second", m.done().confirmed() / m.seconds())
        .put("unconfirmed", m.publish().unconfirmed())
        .put("sending", m.publish().sending())
        .put("blocked", m.publish().blockedShare());
  }
}
