package dev.warren.loadtest.scaling;

import java.util.OptionalDouble;

/** How many workers a policy asks for: the metric of an autoscaler whose target is 1 for each. */
interface Signal {
  /** At the end of each second, in order. */
  default void observe(int now, Fleet fleet) {}

  /** Not a whole number; empty where it is not known, on which nothing is changed. */
  OptionalDouble workers(int now, Fleet fleet);
}
