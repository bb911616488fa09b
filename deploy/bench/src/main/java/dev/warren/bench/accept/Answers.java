package dev.warren.bench.accept;

import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who has answered which frame, and when. Thread-safe. */
final class Answers {
  private final Set<String> missing = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final Map<String, Integer> byEngine = new TreeMap<>();
  private final Map<String, Long> firstNanos = new TreeMap<>();
  private long startNanos;
  private long latestNanos;
  private long longestGapNanos;
  private int sent;
  private int failed;
  private int repeated;

  synchronized void sent(String id) {
    if (sent++ == 0) startNanos = System.nanoTime();
    missing.add(id);
  }

  void received(ReceivedResult answer) {
    answered(
        answer.result().frame().requestId(),
        answer.headers().engine(),
        answer.result() instanceof FrameResult.Detected,
        answer.receivedNanos());
  }

  /** An answer that comes again is counted, one to a frame of somebody else's changes nothing. */
  synchronized void answered(String id, String engine, boolean detected, long nanos) {
    if (answered.contains(id)) repeated++;
    if (!missing.remove(id)) return;
    answered.add(id);
    if (!detected) failed++;
    if (latestNanos != 0) longestGapNanos = Math.max(longestGapNanos, nanos - latestNanos);
    latestNanos = nanos;
    byEngine.merge(String.valueOf(engine), 1, Integer::sum);
    firstNanos.putIfAbsent(String.valueOf(engine), nanos);
  }

  synchronized boolean isFrom(String engine) {
    return byEngine.containsKey(engine);
  }

  synchronized int missing() {
    return missing.size();
  }

  /**
   * @param wanted the engine that was waited for
   */
  synchronized void report(String wanted, Findings findings) {
    findings.figure("handover_sent", sent);
    findings.figure("handover_lost", missing.size());
    findings.figure("handover_failed", failed);
    findings.figure("handover_repeated", repeated);
    findings.figure("handover_done", byEngine.containsKey(wanted));
    byEngine.forEach((engine, count) -> findings.figure("answers_" + engine, count));
    findings.figure("longest_gap_ms", longestGapNanos / 1e6);
    if (firstNanos.containsKey(wanted)) {
      findings.figure("until_change_s", (firstNanos.get(wanted) - startNanos) / 1e9);
    }
  }
}
