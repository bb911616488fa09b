package dev.warren.worker.benchmark;

/**
 * One lane alone with one image at a time: the least that a frame takes.
 *
 * @param frame all three steps
 * @param inference the engine's part
 */
public record SingleFigures(Latency frame, Latency inference) {}
