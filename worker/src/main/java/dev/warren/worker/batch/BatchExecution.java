package dev.warren.worker.batch;

import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.Timings;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.LatencyCurve;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs batches on one lane. A batch that fails is halved until the frame at fault stands alone. */
final class BatchExecution {
  private static final Logger log = LoggerFactory.getLogger(BatchExecution.class);
  private static final double NANOS_PER_MS = 1e6;

  private final Lane lane;
  private final int imageBytes;
  private final DetectionReader reader;
  private final LatencyCurve curve;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;

  BatchExecution(
      Lane lane,
      int imageBytes,
      DetectionReader reader,
      LatencyCurve curve,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.lane = lane;
    this.imageBytes = imageBytes;
    this.reader = reader;
    this.curve = curve;
    this.ended = ended;
    this.metrics = metrics;
  }

  /** Gives every frame its outcome and its pixels back. */
  void run(List<Decoded> batch) {
    for (int i = 0; i < batch.size(); i++) {
      lane.input().put(i * imageBytes, batch.get(i).pixels().bytes(), 0, imageBytes);
    }
    long start = System.nanoTime();
    RawOutput output;
    try {
      output = lane.run(batch.size());
    } catch (EngineException e) {
      onFailure(batch, e);
      return;
    }
    long end = System.nanoTime();
    long runNanos = end - start;
    curve.ran(batch.size(), runNanos, end);
    metrics.batchRan(batch.size(), runNanos);
    batch.forEach(frame -> frame.pixels().release());
    for (int i = 0; i < batch.size(); i++) {
      ended.accept(outcome(batch, i, output, start, runNanos));
    }
  }

  private void onFailure(List<Decoded> batch, EngineException e) {
    if (batch.size() > 1) {
      log.warn(
          "engine failed on a batch of {}, running its halves: {}", batch.size(), e.toString());
      int half = batch.size() / 2;
      run(batch.subList(0, half));
      run(batch.subList(half, batch.size()));
      return;
    }
    Ticket ticket = batch.get(0).ticket();
    log.warn("engine failed on frame {}", ticket.frame().requestId(), e);
    batch.get(0).pixels().release();
    ended.accept(Outcome.failed(ticket, FailReason.ENGINE_ERROR, "engine", e.getMessage()));
  }

  private Outcome outcome(
      List<Decoded> batch, int index, RawOutput output, long start, long runNanos) {
    Decoded frame = batch.get(index);
    Ticket ticket = frame.ticket();
    try {
      long before = System.nanoTime();
      List<Detection> found = reader.detections(output, index, frame.letterbox());
      long after = System.nanoTime();
      Long captured = ticket.frame().capturedAtMs();
      Timings timings =
          new Timings(
              captured == null
                  ? null
                  : (double) Math.max(0, ticket.clock().receivedMs() - captured),
              frame.decodeNanos() / NANOS_PER_MS,
              Math.max(0, start - frame.readyNanos()) / NANOS_PER_MS,
              runNanos / NANOS_PER_MS,
              (after - before) / NANOS_PER_MS);
      ImageSize size =
          new ImageSize(frame.letterbox().imageWidth(), frame.letterbox().imageHeight());
      return new Outcome(
          ticket, new FrameResult.Detected(ticket.frame(), size, found), batch.size(), timings);
    } catch (RuntimeException e) {
      log.error("postprocessing failed on frame {}", ticket.frame().requestId(), e);
      return Outcome.failed(ticket, FailReason.INTERNAL, "postprocess", String.valueOf(e));
    }
  }
}
