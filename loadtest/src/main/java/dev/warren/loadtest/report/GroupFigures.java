package dev.warren.loadtest.report;

/** The window's frames of all cameras of one rate; {@code fps} is of each. */
public record GroupFigures(
    String name,
    int cameras,
    double fps,
    long sent,
    long detected,
    long skipped,
    long failed,
    Percentiles latencyMs) {}
