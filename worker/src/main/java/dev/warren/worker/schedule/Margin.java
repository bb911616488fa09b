package dev.warren.worker.schedule;

/**
 * What a frame needs besides its run in the engine until its reader has the answer, as it is now.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface Margin {
  /** As a rule, in nanoseconds. */
  long typicalNanos();

  /** What 99 in 100 do not exceed, in nanoseconds. */
  default long slowNanos() {
    return typicalNanos();
  }

  /** The same for every frame. */
  static Margin of(long nanos) {
    return () -> nanos;
  }

  /** This and what {@code other} adds. */
  default Margin plus(Margin other) {
    Margin first = this;
    return new Margin() {
      @Override
      public long typicalNanos() {
        return first.typicalNanos() + other.typicalNanos();
      }

      @Override
      public long slowNanos() {
        return first.slowNanos() + other.slowNanos();
      }
    };
  }
}
