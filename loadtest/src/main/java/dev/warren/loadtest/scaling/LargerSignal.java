package dev.warren.loadtest.scaling;

import java.util.OptionalDouble;

/** Two metrics at once: an autoscaler goes by the one that asks for more. */
record LargerSignal(Signal one, Signal other) implements Signal {
  @Override
  public void observe(int now, Fleet fleet) {
    one.observe(now, fleet);
    other.observe(now, fleet);
  }

  @Override
  public OptionalDouble workers(int now, Fleet fleet) {
    OptionalDouble a = one.workers(now, fleet);
    OptionalDouble b = other.workers(now, fleet);
    if (a.isEmpty() || b.isEmpty()) return a.isEmpty() ? b : a;
    return OptionalDouble.of(Math.max(a.getAsDouble(), b.getAsDouble()));
  }
}
