package dev.warren.loadtest.scaling;

/** Loads that need no file: between a base and a peak, repeated each period. */
enum Shape {
  /** A wave: base at the period's begin and end, peak in its middle. */
  DIURNAL {
    @Override
    double share(double phase, double burst) {
      return (1 - Math.cos(2 * Math.PI * phase)) / 2;
    }
  },
  /** Peak for the first part of each period, as long as a burst. */
  BURST {
    @Override
    double share(double phase, double burst) {
      return phase < burst ? 1 : 0;
    }
  },
  /** Base in the first half of each period, peak in the second. */
  STEP {
    @Override
    double share(double phase, double burst) {
      return phase < 0.5 ? 0 : 1;
    }
  },
  /** Up evenly from base to peak over the period. */
  RAMP {
    @Override
    double share(double phase, double burst) {
      return phase;
    }
  };

  /**
   * How far from base to peak.
   *
   * @param phase in the period, from 0 to below 1
   * @param burst the part of it that a burst takes
   */
  abstract double share(double phase, double burst);

  /**
   * @param base frames per second
   * @param peak frames per second
   * @param periodSeconds after which it repeats
   * @param burstSeconds of each period
   */
  Demand demand(double base, double peak, int periodSeconds, int burstSeconds, int seconds) {
    double burst = (double) burstSeconds / periodSeconds;
    return new Demand() {
      @Override
      public int seconds() {
        return seconds;
      }

      @Override
      public double rate(int second) {
        double phase = (double) (second % periodSeconds) / periodSeconds;
        return base + (peak - base) * share(phase, burst);
      }
    };
  }
}
