package dev.warren.worker.decode;

import dev.warren.worker.metrics.BusyTime;
import dev.warren.worker.schedule.Margin;
import dev.warren.worker.schedule.StageTimes;
import java.time.Duration;

/**
 * What fetching costs a decoding thread: typically, of a frame of which nobody knows whether its
 * image lies elsewhere; slowly, of one whose image does, if one in 100 is such a frame. Nothing
 * until fetches were measured. Thread-safe.
 */
final class FetchTimes implements Margin {
  /** Whatever it is: it is forgotten before it counts. */
  private static final Duration EXPECTED = Duration.ofMillis(50);

  /** Of the newest frame in the share of those that are fetched. */
  private static final double WEIGHT = 0.02;

  private static final double RARE = 0.01;

  private final StageTimes times = new StageTimes(EXPECTED);
  private final BusyTime busy = new BusyTime();
  private double share;
  private long frames;

  /** A frame that brings its image along. */
  synchronized void none() {
    count(0);
  }

  /** The calling thread begins to fetch. */
  void begin() {
    busy.begin();
  }

  /** It has fetched, or tried to, for so long. */
  synchronized void took(long nanos) {
    busy.end();
    times.took(nanos);
    count(1);
  }

  /** The mean of all at first. */
  private void count(int fetched) {
    frames++;
    share += Math.max(WEIGHT, 1.0 / frames) * (fetched - share);
  }

  /** Thread-nanoseconds since the start. */
  long busyNanos() {
    return busy.nanos();
  }

  @Override
  public synchronized long typicalNanos() {
    return (long) (share * times.measuredNanos());
  }

  @Override
  public synchronized long slowNanos() {
    return share < RARE || times.measuredNanos() == 0 ? 0 : times.slowNanos();
  }
}
