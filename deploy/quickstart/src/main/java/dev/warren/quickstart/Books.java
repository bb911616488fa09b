package dev.warren.quickstart;

import dev.warren.loadtest.gateway.GatewayListener;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SkipReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Accounts for frames by message id: each one that the broker has confirmed must be answered, and
 * each answer must belong to a frame of ours. Thread-safe.
 */
final class Books implements GatewayListener {
  /** Ids of settled frames that are remembered, to tell a repeated answer from a foreign one. */
  private static final int SETTLED_IDS = 100_000;

  private static final long MAX_LATENCY_MS = 3_600_000;

  /** A frame's two halves come in any order; null for the one that is still missing. */
  private static final class Entry {
    private boolean confirmed;
    private boolean answered;
  }

  private final Map<String, Entry> open = new HashMap<>();
  private final Map<String, Boolean> settled = CameraBoard.bounded(SETTLED_IDS);
  private final Histogram latencyMs = new Histogram(MAX_LATENCY_MS, 3);
  private long published;
  private long detected;
  private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
  private long failed;
  private long detections;
  private long refused;
  private long dropped;
  private long withdrawn;
  private long foreign;
  private String refusal;

  @Override
  public synchronized void offered(FrameRequest frame) {
    if (open.put(frame.id(), new Entry()) != null) {
      throw new IllegalStateException("frame id used twice: " + frame.id());
    }
  }

  @Override
  public synchronized void confirmed(FrameRequest frame) {
    Entry entry = open.get(frame.id());
    if (entry == null) {
      return; // already withdrawn
    }
    published++;
    entry.confirmed = true;
    settle(frame.id(), entry);
  }

  @Override
  public synchronized void failed(FrameRequest frame, Throwable cause) {
    refused++;
    refusal = cause.getMessage();
    open.remove(frame.id());
  }

  @Override
  public synchronized void dropped(FrameRequest frame) {
    dropped++;
    open.remove(frame.id());
  }

  /** The frame was taken off its queue, so that no worker will see it: as if never published. */
  synchronized void withdrawn(String id) {
    Entry entry = open.remove(id);
    if (entry != null) {
      withdrawn++;
      published -= entry.confirmed ? 1 : 0;
    }
  }

  /**
   * Books one answer.
   *
   * @return whether it is the first for a frame of ours
   */
  synchronized boolean answered(ReceivedResult received, long receivedAtMs) {
    FrameResult result = received.result();
    String id = result.frame().requestId();
    Entry entry = open.get(id);
    if (entry == null || entry.answered) {
      // A repeated one is no loss: delivery is at least once.
      if (entry == null && !settled.containsKey(id)) foreign++;
      return false;
    }
    entry.answered = true;
    if (result instanceof FrameResult.Detected found) {
      detected++;
      detections += found.detections().size();
      Long capturedAtMs = result.frame().capturedAtMs();
      if (capturedAtMs != null) {
        latencyMs.recordValue(Math.max(0, Math.min(receivedAtMs - capturedAtMs, MAX_LATENCY_MS)));
      }
    } else if (result instanceof FrameResult.Skipped skip) {
      skipped.merge(skip.reason(), 1L, Long::sum);
    } else {
      failed++;
    }
    settle(id, entry);
    return true;
  }

  private void settle(String id, Entry entry) {
    if (entry.confirmed && entry.answered) {
      open.remove(id);
      settled.put(id, Boolean.TRUE);
    }
  }

  /** Whether no frame waits for its confirm or its answer. */
  synchronized boolean isSettled() {
    return open.isEmpty();
  }

  /** The figures as they are now. */
  synchronized Figures figures() {
    return new Figures(
        published,
        detected,
        skipped(),
        failed,
        detections,
        dropped,
        withdrawn,
        latencyMs.getValueAtPercentile(50),
        latencyMs.getValueAtPercentile(99));
  }

  /** Why frames were skipped, in one line; empty if none was. */
  synchronized Optional<String> skips() {
    if (skipped.isEmpty()) return Optional.empty();
    String reasons =
        skipped.entrySet().stream()
            .map(e -> e.getValue() + " " + words(e.getKey()))
            .collect(Collectors.joining(", "));
    return Optional.of(skipped() + " skipped: " + reasons);
  }

  private long skipped() {
    return skipped.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String words(SkipReason reason) {
    return switch (reason) {
      case DEADLINE -> "too late for their deadline";
      case SUPERSEDED -> "superseded by a newer frame of their camera";
      case SHED -> "given up by the worker";
    };
  }

  /** What does not balance, in one line; empty if every frame is accounted for. */
  synchronized Optional<String> difference() {
    StringBuilder line = new StringBuilder();
    long unanswered = open.values().stream().filter(e -> e.confirmed && !e.answered).count();
    long unconfirmed = open.values().stream().filter(e -> !e.confirmed).count();
    add(line, unanswered, "published but not answered", first(true));
    add(line, unconfirmed, "without the broker's confirm", first(false));
    add(line, refused, "refused by the broker", refusal);
    add(line, foreign, "answers to frames that were never published", null);
    long gap = published - detected - skipped() - failed;
    if (line.isEmpty() && gap != 0) {
      add(line, gap, "missing between published and detected + skipped + failed", null);
    }
    return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
  }

  private String first(boolean confirmed) {
    return open.entrySet().stream()
        .filter(e -> e.getValue().confirmed == confirmed)
        .map(Map.Entry::getKey)
        .min(String::compareTo)
        .map(id -> "such as " + id)
        .orElse(null);
  }

  private static void add(StringBuilder line, long count, String what, String example) {
    if (count == 0) {
      return;
    }
    line.append(line.isEmpty() ? "" : "; ").append(count).append(' ').append(what);
    if (example != null) {
      line.append(" (").append(example).append(')');
    }
  }
}
