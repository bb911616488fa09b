package dev.warren.loadtest.scaling;

/** Runs a policy against arrivals, in steps of a second. */
final class Simulation {
  private Simulation() {}

  /**
   * @param arrivals frames in each second
   * @param config of the workers; {@code min} of them are there at the begin
   * @param syncSeconds how often the autoscaler looks
   */
  static Outcome run(int[] arrivals, FleetConfig config, Policy policy, int syncSeconds) {
    Fleet fleet = new Fleet(config, policy.min());
    Signal signal = policy.signal().get();
    PodAutoscaler autoscaler = policy.autoscaler();
    for (int now = 0; now < arrivals.length; now++) {
      fleet.second(now, arrivals[now]);
      signal.observe(now, fleet);
      if (now % syncSeconds == 0) {
        fleet.scale(now, autoscaler.sync(now, fleet.size(), signal.workers(now, fleet)));
      }
    }
    return fleet.outcome(arrivals.length - 1);
  }
}
