package dev.warren.loadtest.scaling;

import java.util.function.Supplier;

/**
 * One way to scale.
 *
 * @param name as it stands in the table
 * @param signal a new one for each run
 */
record Policy(String name, Supplier<Signal> signal, int min, int max, Pace up, Pace down) {
  PodAutoscaler autoscaler() {
    return new PodAutoscaler(min, max, up, down);
  }
}
