package dev.warren.worker.schedule;

import dev.warren.protocol.SkipReason;

/** A frame that leaves without being looked at. */
public record Skipped<T>(T frame, SkipReason reason) {}
