package dev.warren.loadtest.load;

import dev.warren.loadtest.gateway.Refusal;
import dev.warren.loadtest.report.Frames;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The account of every frame of a run: what the broker and the workers said of it, and how often.
 * Memory is bounded: {@link FrameTable} for each of at most {@link #MAX_FRAMES}, 420 MB in all. Not
 * thread-safe.
 */
final class Ledger {
  static final int MAX_FRAMES = 20_000_000;

  private static final byte CONFIRMED = 1;
  private static final byte REFUSED = 2;
  private static final byte ANSWERED = 4;

  private final FrameTable frames = new FrameTable();
  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private final SortedMap<String, Long> failed = new TreeMap<>();
  private long confirmed;
  private long answered;
  private long detected;
  private long confirmedUnanswered;
  private long refusedUnanswered;
  private long unroutable;
  private long refused;
  private long duplicated;
  private long differing;
  private long foreign;
  private long unsent;

  boolean isFull() {
    return frames.size() == MAX_FRAMES;
  }

  /** A frame is about to leave; returns its index, which counts from 0. */
  int published(int camera, long intendedNanos) {
    if (isFull()) throw new IllegalStateException("frames > " + MAX_FRAMES);
    return frames.add(camera, intendedNanos);
  }

  /** The last frame published has not left after all. */
  void withdrawn() {
    frames.removeLast();
  }

  /** The broker has it. */
  void confirmed(int index) {
    frames.set(index, CONFIRMED);
    confirmed++;
    if (!frames.is(index, ANSWERED)) confirmedUnanswered++;
  }

  /** The broker has not taken it, or said nothing: {@code why}. */
  void refused(int index, Refusal why) {
    frames.set(index, REFUSED);
    if (why == Refusal.UNROUTABLE) unroutable++;
    if (why == Refusal.NACKED) refused++;
    if (!frames.is(index, ANSWERED)) refusedUnanswered++;
  }

  /**
   * @param index of the frame; -1 for none of this run
   * @param digest of the result's body
   * @return whether it is the frame's first result
   */
  boolean answered(int index, Outcome outcome, long digest) {
    if (index < 0 || index >= frames.size()) {
      foreign++;
      return false;
    }
    if (frames.is(index, ANSWERED)) {
      duplicated++;
      if (frames.digest(index) != digest) differing++;
      return false;
    }
    frames.set(index, ANSWERED);
    frames.digest(index, digest);
    count(outcome);
    if (frames.is(index, CONFIRMED)) confirmedUnanswered--;
    if (frames.is(index, REFUSED)) refusedUnanswered--;
    return true;
  }

  /** A frame was due and never left. */
  void unsent() {
    unsent++;
  }

  int camera(int index) {
    return frames.camera(index);
  }

  long intendedNanos(int index) {
    return frames.intendedNanos(index);
  }

  long published() {
    return frames.size();
  }

  long answered() {
    return answered;
  }

  /** Whether the broker has frames, and none was answered. */
  boolean isUnheard() {
    return confirmed > 0 && answered == 0;
  }

  /** Frames that may still be answered. */
  long outstanding() {
    return frames.size() - answered - refusedUnanswered;
  }

  /**
   * The account as it stands; what is outstanding now and confirmed is unanswered.
   *
   * @param ready frames that wait in the queue; null where nobody knows
   */
  Frames close(long malformed, Long ready) {
    return new Frames(
        frames.size(),
        confirmed,
        frames.size() - confirmed,
        unroutable,
        refused,
        detected,
        skipped,
        failed,
        confirmedUnanswered,
        ready == null ? null : Long.valueOf(Math.min(ready, confirmedUnanswered)),
        duplicated,
        differing,
        foreign,
        malformed,
        unsent);
  }

  private void count(Outcome outcome) {
    answered++;
    switch (outcome.kind()) {
      case DETECTED -> detected++;
      case SKIPPED -> add(skipped, outcome.reason());
      case FAILED -> add(failed, outcome.reason());
    }
  }

  private static void add(Map<String, Long> counts, String reason) {
    counts.merge(reason, 1L, Long::sum);
  }
}
