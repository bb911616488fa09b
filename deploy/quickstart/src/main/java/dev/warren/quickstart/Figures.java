package dev.warren.quickstart;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.common.Counted;

/**
 * The run in figures.
 *
 * @param published frames that the broker confirmed
 * @param detected frames that the model looked at
 * @param skipped frames deliberately not looked at, such as superseded ones
 * @param failed frames that could not be looked at
 * @param detections objects found
 * @param dropped frames given up before they were published
 * @param withdrawn frames taken off their queue again at a stop, which are not in published
 * @param p50Ms median time from capture to the result's receipt, in milliseconds
 * @param p99Ms the same, 99th percentile
 */
record Figures(
    long published,
    long detected,
    long skipped,
    long failed,
    long detections,
    long dropped,
    long withdrawn,
    long p50Ms,
    long p99Ms) {

  /** One line for people. */
  String line() {
    String counts =
        "%s: %d detected (%s), %d skipped, %d failed"
            .formatted(
                Counted.of(published, "frame"),
                detected,
                Counted.of(detections, "object"),
                skipped,
                failed);
    if (detected == 0) return counts;
    return counts + "; latency p50 %d ms, p99 %d ms".formatted(p50Ms, p99Ms);
  }

  /** The report of {@code --report}. */
  String json() {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    ObjectNode frames = report.putObject("frames");
    frames
        .put("published", published)
        .put("detected", detected)
        .put("skipped", skipped)
        .put("failed", failed);
    if (withdrawn > 0) frames.put("withdrawn", withdrawn);
    report.put("detections", detections);
    report.putObject("latency_ms").put("p50", p50Ms).put("p99", p99Ms);
    return report.toPrettyString() + "\n";
  }
}
