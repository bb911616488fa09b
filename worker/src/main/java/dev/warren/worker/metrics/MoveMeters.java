package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Move.Place;
import io.micrometer.core.instrument.Counter;

/** Frames that went elsewhere, by place and reason. */
final class MoveMeters implements WorkerMetrics {
  private final Meters meters;

  MoveMeters(Meters meters) {
    this.meters = meters;
    for (Place place : Place.values()) refused(place);
    moved(Place.QUARANTINE, Move.CRASH_SUSPECT);
    moved(Place.RETRY, FailReason.INTERNAL.wire());
    for (FailReason reason : FailReason.values()) moved(Place.DEAD_LETTERS, reason.wire());
  }

  private Counter refused(Place place) {
    return meters.counter(
        "warren_moves_refused_total",
        "Frames that the broker did not take there: they went back, or were answered",
        "to",
        place.wire());
  }

  private Counter moved(Place place, String reason) {
    return meters.counter(
        "warren_moves_total",
        "Frames put elsewhere than back to their queue: retry (internal), quarantine"
            + " (crash_suspect), dead_letters (reasons of the results; these are answered"
            + " too)",
        "to",
        place.wire(),
        "reason",
        reason);
  }

  @Override
  public void frameMoved(Move move) {
    moved(move.place(), move.reason()).increment();
  }

  @Override
  public void moveRefused(Move move) {
    refused(move.place()).increment();
  }
}
