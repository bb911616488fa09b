package dev.warren.loadtest.report;

/**
 * One step of the run, counted by when things happened.
 *
 * @param seconds where it begins, since the start of the run
 * @param sentPerSecond frames that left
 * @param answeredPerSecond first results
 * @param inTimePerSecond detections within the time to live
 * @param p50Ms latency of the detections received in it, milliseconds; null if there were none
 * @param p99Ms likewise
 */
public record TimelinePoint(
    double seconds,
    double sentPerSecond,
    double answeredPerSecond,
    double inTimePerSecond,
    Double p50Ms,
    Double p99Ms) {}
