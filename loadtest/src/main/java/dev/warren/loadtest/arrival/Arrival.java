package dev.warren.loadtest.arrival;

/**
 * A frame that is due.
 *
 * @param atNanos when, since the start of the run
 * @param camera whose, from 0
 */
public record Arrival(long atNanos, int camera) {}
