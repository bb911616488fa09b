package dev.warren.worker.batch;

import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.Timings;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.LatencyCurve;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batches on one lane. A batch that fails on an engine that is sound is halved until the frame
 * at fault stands alone. One thread, but for {@link #abandon} and what the crew does for it.
 */
final class BatchExecution {
  private static final Logger log = LoggerFactory.getLogger(BatchExecution.class);
  private static final double NANOS_PER_MS = 1e6;

  private final ProbedLane lane;
  private final int imageBytes;
  private final DetectionReader reader;
  private final LatencyCurve curve;
  private final EngineGuard guard;
  private final Crew crew;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;

  /** What is left of a batch, in parts that are to be run together. */
  private final Deque<List<Decoded>> parts = new ArrayDeque<>();

  /** Of the part that has run, the frames that have no outcome yet. */
  private final Deque<Ticket> unread = new ArrayDeque<>();

  /** Failed alone, though the engine is sound. */
  private Decoded suspect;

  private boolean abandoned;

  BatchExecution(
      ProbedLane lane,
      int imageBytes,
      DetectionReader reader,
      LatencyCurve curve,
      EngineGuard guard,
      Crew crew,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.lane = lane;
    this.imageBytes = imageBytes;
    this.reader = reader;
    this.curve = curve;
    this.guard = guard;
    this.crew = crew;
    this.ended = ended;
    this.metrics = metrics;
  }

  /**
   * Gives every frame its outcome and its pixels back, or ends early because the engine is broken:
   * then {@link #takeUnrun} has the rest.
   */
  void run(List<Decoded> batch) {
    push(batch);
    while (!parts.isEmpty() && !guard.isBroken()) runPart(parts.peek());
  }

  /** The frames of the last batch that have not run, with their pixels. */
  synchronized List<Decoded> takeUnrun() {
    List<Decoded> unrun = parts.stream().flatMap(List::stream).toList();
    parts.clear();
    if (!abandoned) return unrun;
    unrun.forEach(frame -> frame.pixels().release());
    return List.of();
  }

  /** The frames whose detections nobody will read: something has ended the lane meanwhile. */
  synchronized List<Ticket> unread() {
    return abandoned ? List.of() : List.copyOf(unread);
  }

  /**
   * Takes from a lane whose run does not end the frames that have no outcome yet; should it go on
   * after all, they get none from it. For any thread.
   */
  synchronized List<Ticket> abandon() {
    if (abandoned) return List.of();
    abandoned = true;
    return Stream.concat(unread.stream(), parts.stream().flatMap(List::stream).map(Decoded::ticket))
        .toList();
  }

  private synchronized void push(List<Decoded> part) {
    parts.push(part);
  }

  private void runPart(List<Decoded> batch) {
    ByteBuffer input = lane.input();
    crew.share(
        batch.size(),
        i -> input.put(i * imageBytes, batch.get(i).pixels().bytes(), 0, imageBytes),
        copied -> true);
    long start = System.nanoTime();
    RawOutput output;
    try {
      output = lane.run(batch.size());
    } catch (EngineException e) {
      if (lane.isSoundAfter(e)) onBadFrame(batch, e);
      return;
    }
    long end = System.nanoTime();
    long runNanos = end - start;
    curve.ran(batch.size(), runNanos, end);
    metrics.batchRan(batch.size(), runNanos);
    batch.get(0).ticket().trace().ran(batch, start, end);
    if (!popRun(batch)) return;
    Outcome[] outcomes = new Outcome[batch.size()];
    crew.share(
        batch.size(),
        i -> outcomes[i] = outcome(batch, i, output, start, runNanos),
        i -> passOn(outcomes[i]));
  }

  /** Whether the next outcome is wanted. */
  private boolean passOn(Outcome outcome) {
    if (!popRead()) return false;
    ended.accept(outcome);
    return true;
  }

  /** Whether the detections of {@code batch} are wanted. */
  private synchronized boolean popRun(List<Decoded> batch) {
    if (abandoned) return false;
    parts.pop();
    for (Decoded frame : batch) {
      unread.add(frame.ticket());
      frame.pixels().release();
    }
    return true;
  }

  private synchronized boolean popRead() {
    if (abandoned) return false;
    unread.remove();
    return true;
  }

  /** Whether the next frame's failure is wanted. */
  private synchronized boolean popFailed(Decoded frame) {
    if (abandoned) return false;
    parts.pop();
    frame.pixels().release();
    return true;
  }

  private synchronized void halve(List<Decoded> batch) {
    int half = batch.size() / 2;
    parts.pop();
    parts.push(batch.subList(half, batch.size()));
    parts.push(batch.subList(0, half));
  }

  private void onBadFrame(List<Decoded> batch, EngineException e) {
    if (batch.size() > 1) {
      log.debug("engine failed on a batch of {}, running its halves", batch.size(), e);
      halve(batch);
      return;
    }
    Decoded frame = batch.get(0);
    if (suspect != frame) {
      // The engine may have been broken when it ran and be sound since: the frame runs once more.
      suspect = frame;
      return;
    }
    Ticket ticket = frame.ticket();
    log.warn("engine failed on frame {} twice: {}", ticket.frame().requestId(), e.getMessage());
    log.debug("in this way", e);
    suspect = null;
    if (!popFailed(frame)) return;
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
