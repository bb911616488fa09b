package dev.warren.loadtest.report;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;

/**
 * The window's frames of one camera.
 *
 * @param latencyMs end to end, of detected frames
 * @param stalenessMs see {@code CameraMeter}
 */
public record CameraFigures(
    String name,
    long sent,
    long detected,
    long skipped,
    long failed,
    @JsonIncludeProperties({"p50", "p99", "max"}) Percentiles latencyMs,
    @JsonIncludeProperties({"p99", "max"}) Percentiles stalenessMs) {}
