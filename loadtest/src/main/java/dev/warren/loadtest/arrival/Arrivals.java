package dev.warren.loadtest.arrival;

/**
 * Frames in the order in which they are due, without end. An open-loop process knows all times
 * beforehand and does not look at how the frames sent fare. Used by one thread.
 */
@FunctionalInterface
public interface Arrivals {
  /** The next one: never earlier than the one before. A closed loop may wait in here. */
  Arrival next() throws InterruptedException;
}
