package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Move.Place;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Frames that went elsewhere, by place and reason. */
final class MoveMeters implements WorkerMetrics {
  private final Map<Place, Map<String, Counter>> moved = new EnumMap<>(Place.class);
  private final Map<Place, Counter> refused = new EnumMap<>(Place.class);

  MoveMeters(Meters meters) {
    for (Place place : Place.values()) {
      moved.put(place, new HashMap<>());
      refused.put(
          place,
          meters.counter(
              "warren_moves_refused_total",
              "Frames that the broker did not take there: they went back, or were answered",
              "to",
              place.wire()));
    }
    add(meters, Place.QUARANTINE, Move.CRASH_SUSPECT);
    add(meters, Place.RETRY, FailReason.INTERNAL.wire());
    for (FailReason reason : FailReason.values()) add(meters, Place.DEAD_LETTERS, reason.wire());
  }

  private void add(Meters meters, Place place, String reason) {
    moved
        .get(place)
        .put(
            reason,
            meters.counter(
                "warren_moves_total",
                "Frames put elsewhere than back to their queue: retry (internal), quarantine"
                    + " (crash_suspect), dead_letters (reasons of the results; these are answered"
                    + " too)",
                "to",
                place.wire(),
                "reason",
                reason));
  }

  @Override
  public void frameMoved(Move move) {
    moved.get(move.place()).get(move.reason()).increment();
  }

  @Override
  public void moveRefused(Move move) {
    refused.get(move.place()).increment();
  }
}
