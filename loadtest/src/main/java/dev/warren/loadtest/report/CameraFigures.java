package dev.warren.loadtest.report;

/**
 * The window's frames of one camera.
 *
 * @param latency end to end, of detected frames
 * @param staleness see {@code CameraMeter}
 */
public record CameraFigures(
    String name,
    long sent,
    long detected,
    long skipped,
    long failed,
    Percentiles latency,
    Percentiles staleness) {}
