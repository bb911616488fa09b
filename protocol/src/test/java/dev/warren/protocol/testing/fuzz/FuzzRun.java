package dev.warren.protocol.testing.fuzz;

import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * What a run of a target found out.
 *
 * @param target its name
 * @param counted inputs that came as far as the target
 * @param ends how often each kind of end was seen, those that do not count included
 * @param slowest the longest that one input took, in nanoseconds
 * @param slowestIndex which one that was
 * @param nanos what all of them took
 */
public record FuzzRun(
    String target,
    long counted,
    SortedMap<String, Long> ends,
    long slowest,
    long slowestIndex,
    long nanos) {
  private static final int SHOWN_BYTES = 64;

  /** An input that the target did not take as it should. */
  public static final class Finding extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient byte[] input;

    Finding(String message, byte[] input, Throwable cause) {
      super(message, cause);
      this.input = input;
    }

    /** The input itself. */
    public byte[] input() {
      return input;
    }
  }

  /**
   * Runs inputs until {@code count} of them have counted.
   *
   * @param seed the same seed gives the same inputs
   * @throws Finding at the first input that throws
   */
  public static FuzzRun of(FuzzTarget target, long seed, long count) {
    return of(target, seed, 0, count, index -> {});
  }

  /**
   * As {@link #of(FuzzTarget, long, long)}, from the input of that number on.
   *
   * @param starts hears the number of each input before it is run
   */
  static FuzzRun of(FuzzTarget target, long seed, long first, long count, LongConsumer starts) {
    Mutator mutator = new Mutator(target.seeds(), seed);
    SortedMap<String, Long> ends = new TreeMap<>();
    long counted = 0;
    long slowest = 0;
    long slowestIndex = first;
    long begin = System.nanoTime();
    long index = first;
    for (; counted < count; index++) {
      byte[] input = mutator.input(index);
      starts.accept(index);
      long start = System.nanoTime();
      String end = end(target, seed, index, input);
      long nanos = System.nanoTime() - start;
      ends.merge(end, 1L, Long::sum);
      if (!end.equals(FuzzTarget.NOT_DELIVERED)) counted++;
      if (nanos > slowest) {
        slowest = nanos;
        slowestIndex = index;
      }
    }
    return new FuzzRun(
        target.name(), counted, ends, slowest, slowestIndex, System.nanoTime() - begin);
  }

  private static String end(FuzzTarget target, long seed, long index, byte[] input) {
    try {
      return target.run(input);
    } catch (Exception | Error e) {
      if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
        throw fatal;
      }
      String bytes = HexFormat.of().formatHex(input, 0, Math.min(input.length, SHOWN_BYTES));
      String what = "%s, seed %d, input %d (%d bytes: %s...): %s";
      throw new Finding(
          what.formatted(target.name(), seed, index, input.length, bytes, e), input, e);
    }
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "%s: %,d inputs in %.1f s (%,.0f/s), slowest %.1f ms (input %d): %s"
        .formatted(
            target,
            counted,
            nanos / 1e9,
            counted * 1e9 / Math.max(1, nanos),
            slowest / 1e6,
            slowestIndex,
            ends);
  }
}
