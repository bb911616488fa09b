/** Spans by OpenTelemetry, for whoever brings its SDK or agent; {@code TRACING.md} has the list. */
package dev.warren.worker.tracing;
