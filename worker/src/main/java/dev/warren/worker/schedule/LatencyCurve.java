package dev.warren.worker.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/**
 * How long the engine takes for a batch of each size: measured before the first frame, and followed
 * from batch to batch. A table, because real engines cost in stairs. Thread-safe.
 *
 * <p>What slows a run down (other work on the machine, a hot GPU) slows all sizes down alike. So
 * the table holds times at the pace of the start, and one factor, the pace, follows what happens:
 * each run tells about all sizes, and a bad spell does not make the size that went through it look
 * worse than those that did not.
 *
 * <p>A smaller batch never takes longer than a larger one, so a prediction is the least of what is
 * known of this size and of larger ones; a size of which nothing is known lends from the next
 * larger one, or from the largest known. The error of that is on the hopeful side on purpose: a
 * prediction too low is put right by the batch that it lets pass, one too high would prevent the
 * very batches that could correct it. For the same reason a prediction weakens while frames are
 * turned away because of it; what the engine gets through does not, since no engine becomes faster
 * by being doubted.
 */
public final class LatencyCurve {
  /** How much a size is doubted for each batch that was kept smaller because of it. */
  private static final double DOUBT_PER_CUT = 1 / 256.0;

  /** How much everything is doubted for each frame given up while nothing runs. */
  private static final double DOUBT_PER_REFUSAL = 1 / 16.0;

  /** So long a run vouches for the predictions. */
  private static final long VOUCHED_NANOS = 1_000_000_000;

  /** A size that is this much less efficient than the best one is as good, being smaller. */
  private static final double TOLERANCE = 0.03;

  /** By how much a size is taken to be better for each second that it was not tried, at most. */
  private static final double CURIOSITY_PER_SECOND = TOLERANCE / 60;

  private static final double MAX_CURIOSITY = 0.1;

  /** How fast the pace follows the runs. */
  private static final double PACE_WEIGHT = 0.1;

  /** How fast a size's time at the first pace does. */
  private static final double SHAPE_WEIGHT = 0.1;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MS = 1e6;

  private final RunTimes[] sizes;
  private final long[] lastTried;
  private final boolean[] tried;
  private final double[] rates;

  /** At the pace of the start, by size less one: asked for far more often than made. */
  private final double[] typical;

  private final double[] slow;

  /** The same, doubts included. */
  private final double[] predictedTypical;

  private final double[] predictedSlow;
  private double pace = 1;
  private int lastSize;
  private double trust = 1;
  private boolean hasRun;
  private long lastRunNanos;

  /** Knows nothing yet and predicts no time at all. */
  public LatencyCurve(int maxBatch) {
    if (maxBatch < 1) throw new IllegalArgumentException("maxBatch < 1: " + maxBatch);
    sizes = new RunTimes[maxBatch];
    lastTried = new long[maxBatch];
    tried = new boolean[maxBatch];
    rates = new double[maxBatch];
    typical = new double[maxBatch];
    slow = new double[maxBatch];
    predictedTypical = new double[maxBatch];
    predictedSlow = new double[maxBatch];
    for (int i = 0; i < maxBatch; i++) sizes[i] = new RunTimes();
  }

  /** The largest size. */
  public int maxBatch() {
    return sizes.length;
  }

  /**
   * Takes a series of runs of one size for all that is known of it.
   *
   * @param nanos at least one time
   */
  public synchronized void measured(int size, long... nanos) {
    if (nanos.length == 0) throw new IllegalArgumentException("no times for size " + size);
    sizes[size - 1].measured(nanos);
    predict();
  }

  /** A batch ran, until {@code nowNanos}. */
  public synchronized void ran(int size, long nanos, long nowNanos) {
    RunTimes known = sizes[size - 1];
    double atFirstPace = Math.max(1, nanos) / pace;
    if (known.isKnown()) pace *= 1 + PACE_WEIGHT * known.surprise(atFirstPace);
    // Runs of one size in a row tell about the pace; how sizes compare shows when they alternate.
    boolean alternates = lastSize != 0 && size != lastSize;
    known.ran(atFirstPace, alternates ? SHAPE_WEIGHT : 0);
    predict();
    lastSize = size;
    lastTried[size - 1] = nowNanos;
    tried[size - 1] = true;
    trust = 1;
    hasRun = true;
    lastRunNanos = nowNanos;
  }

  /** Predicts what a batch of this size takes as a rule. */
  public synchronized long typicalNanos(int size) {
    return (long) (trust * pace * predictedTypical[size - 1]);
  }

  /** Predicts what 99 in 100 batches of this size do not exceed. */
  public synchronized long slowNanos(int size) {
    return (long) (trust * pace * predictedSlow[size - 1]);
  }

  /** What a batch of this size took as a rule, whatever predictions are worth. */
  synchronized long knownTypicalNanos(int size) {
    return (long) (pace * typical[size - 1]);
  }

  /** What 99 in 100 batches of this size did not exceed, likewise. */
  synchronized long knownSlowNanos(int size) {
    return (long) (pace * slow[size - 1]);
  }

  /**
   * The batch that gets most out of the engine when so many frames wait: the smallest one within 3
   * % of the most images per second. What has not run for long is given the benefit of the doubt: a
   * size that seems less than a tenth behind is tried again every few minutes.
   *
   * @param waiting frames, at least 1
   * @return at least 1; {@code waiting} while nothing is known
   */
  public synchronized int efficientSize(int waiting, long nowNanos) {
    int largest = Math.min(waiting, sizes.length);
    if (typical[0] == 0) return largest;
    double best = 0;
    for (int size = 1; size <= largest; size++) {
      rates[size - 1] = size / typical[size - 1] * (1 + curiosity(size - 1, nowNanos));
      best = Math.max(best, rates[size - 1]);
    }
    int size = 1;
    while (rates[size - 1] < best * (1 - TOLERANCE)) size++;
    return size;
  }

  private double curiosity(int index, long nowNanos) {
    if (!tried[index]) {
      lastTried[index] = nowNanos; // known from the start only, and from now on of an age
      tried[index] = true;
    }
    double seconds = (nowNanos - lastTried[index]) / NANOS_PER_SECOND;
    return Math.min(MAX_CURIOSITY, CURIOSITY_PER_SECOND * seconds);
  }

  /**
   * Images per second of so many lanes that are all busy with their most efficient batch: measured
   * at the start, and following every run.
   *
   * @return infinite while nothing is known
   */
  public synchronized double imagesPerSecond(int lanes, long nowNanos) {
    int size = efficientSize(sizes.length, nowNanos);
    return lanes * size * NANOS_PER_SECOND / knownTypicalNanos(size);
  }

  /** A batch stayed below {@code size} because of the prediction for it. */
  synchronized void batchCut(int size) {
    sizes[size - 1].doubt(DOUBT_PER_CUT);
    predict();
  }

  /** A frame was given up because of the prediction for it alone. */
  synchronized void frameRefused(long nowNanos) {
    if (!hasRun || nowNanos - lastRunNanos > VOUCHED_NANOS) trust *= 1 - DOUBT_PER_REFUSAL;
  }

  private void predict() {
    fill(typical, RunTimes::typicalNanos);
    fill(slow, RunTimes::slowNanos);
    fill(predictedTypical, RunTimes::predictedTypicalNanos);
    fill(predictedSlow, RunTimes::predictedSlowNanos);
  }

  private void fill(double[] table, ToDoubleFunction<RunTimes> time) {
    double least = Double.MAX_VALUE;
    int largestKnown = 0;
    for (int size = sizes.length; size >= 1; size--) {
      RunTimes known = sizes[size - 1];
      if (known.isKnown()) {
        least = Math.min(least, time.applyAsDouble(known));
        largestKnown = Math.max(largestKnown, size);
      }
      table[size - 1] = least;
    }
    if (largestKnown == 0) {
      Arrays.fill(table, 0);
      return;
    }
    for (int size = largestKnown + 1; size <= sizes.length; size++) {
      table[size - 1] = table[largestKnown - 1];
    }
  }

  /** For example {@code 1: 5.2 ms (p99 6.0), 2: 9.8 ms (p99 11.4)}. */
  @Override
  public synchronized String toString() {
    StringJoiner text = new StringJoiner(", ");
    for (int size = 1; size <= sizes.length; size++) {
      text.add(
          String.format(
              Locale.ROOT,
              "%d: %.1f ms (p99 %.1f)",
              size,
              typicalNanos(size) / NANOS_PER_MS,
              slowNanos(size) / NANOS_PER_MS));
    }
    return text.toString();
  }
}
