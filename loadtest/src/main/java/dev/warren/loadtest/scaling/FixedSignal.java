package dev.warren.loadtest.scaling;

import java.util.OptionalDouble;

/** Always the same number of workers: nothing is scaled. */
record FixedSignal(int number) implements Signal {
  @Override
  public OptionalDouble workers(int now, Fleet fleet) {
    return OptionalDouble.of(number);
  }
}
