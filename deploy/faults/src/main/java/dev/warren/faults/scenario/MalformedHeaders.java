package dev.warren.faults.scenario;

import com.rabbitmq.client.AMQP;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.worker.Picture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headers that nobody should send. */
final class MalformedHeaders {
  private static final int LEVEL = 5;

  /** Of those below that a worker would read if they were well-formed. */
  private static final int CONTRACT_HEADERS = 6;

  private MalformedHeaders() {}

  static void run(Round round) throws Exception {
    round.workers(1);
    byte[] picture = Picture.of(LEVEL);
    try (RawFrames raw = RawFrames.open(round)) {
      for (Map.Entry<String, Object> bad : optional().entrySet()) {
        round.fault("malformed header");
        raw.send(
            // An id with control characters would be refused for itself.
            "ignored-" + bad.getKey().replaceAll("\\p{Cntrl}", ""),
            RawFrames.properties("image/bmp", Map.of(bad.getKey(), bad.getValue())),
            picture,
            LEVEL,
            Fate.DETECTED);
      }
      for (Map.Entry<String, Object> bad : strict().entrySet()) {
        round.fault("malformed lifetime");
        raw.send(
            "refused-" + bad.getKey(), "image/bmp", Map.of(bad.getKey(), bad.getValue()), picture);
      }
      round.awaitAllAnswered();
      round.figure("ignored_headers", round.metric("warren_ignored_headers_total"));
      round.check(
          round.metric("warren_ignored_headers_total") >= CONTRACT_HEADERS,
          "ignored headers are not counted");
      missingId(round, raw, picture);
    }
    round.source().burst(20);
    round.check(round.ownExits() == 0, "the worker ended");
  }

  private static void missingId(Round round, RawFrames raw, byte[] picture) throws Exception {
    double failed = round.metric("warren_frames_total", "failed");
    AMQP.BasicProperties nameless = RawFrames.properties("image/bmp", Map.of());
    round.fault("missing id");
    round.ledger().expectAnonymous();
    raw.publish(nameless, picture);
    round.await(
        "the frame without an id has failed",
        20,
        () -> round.metric("warren_frames_total", "failed") == failed + 1);
  }

  private static Map<String, Object> optional() {
    Map<String, Object> deep = Map.of("a", Map.of("b", Map.of("c", List.of(1, 2, 3))));
    Map<String, Object> bad = new LinkedHashMap<>();
    bad.put("attempt", "x");
    bad.put("traceparent", "0".repeat(5_000));
    bad.put("seq", "many");
    bad.put("camera", 17L);
    bad.put("captured_at_ms", "yesterday");
    bad.put("freshness", "stale");
    bad.put("priority_class", deep);
    bad.put("nested", deep);
    bad.put("\u0001\u0002binary", new byte[] {0, 1, 2, (byte) 0xFF});
    return bad;
  }

  /** Whoever sends these must not have an engine run as if there were none. */
  private static Map<String, Object> strict() {
    Map<String, Object> bad = new LinkedHashMap<>();
    bad.put("deadline_ms", "soon");
    bad.put("ttl_ms", -5L);
    return bad;
  }
}
