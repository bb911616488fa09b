package dev.warren.loadtest.watch;

import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ResultHeaders;

/**
 * When a result was made, by its worker's clock, and how long after the capture that was. A result
 * may have waited in a queue for an hour since: that is no latency of what made it.
 *
 * @param atMs epoch milliseconds; when it came here, where its message does not tell
 * @param latencyMs from capture until then, or null if its message does not tell
 */
record Answered(long atMs, Long latencyMs) {
  static Answered of(ReceivedResult received, long receivedAtMs) {
    Long capturedAtMs = received.result().frame().capturedAtMs();
    ResultHeaders headers = received.headers();
    Long ageMs = headers == null ? null : headers.ageMs();
    if (capturedAtMs == null || ageMs == null) return new Answered(receivedAtMs, null);
    return new Answered(Math.min(capturedAtMs + ageMs, receivedAtMs), ageMs);
  }
}
