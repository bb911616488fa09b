package dev.warren.loadtest.scaling;

/** The load over time, in whole seconds from 0. */
interface Demand {
  /** How long it goes on. */
  int seconds();

  /** Frames per second, at that second. */
  double rate(int second);
}
