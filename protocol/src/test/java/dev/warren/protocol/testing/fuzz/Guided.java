package dev.warren.protocol.testing.fuzz;

/**
 * Entry for Jazzer, which finds it by its methods: {@code --target_class=} this, {@code
 * --target_args=} name of a target.
 */
public final class Guided {
  private static FuzzTarget target;

  private Guided() {}

  /** Called once, with the target's name. */
  public static void fuzzerInitialize(String[] args) {
    target = FuzzTargets.named(args[0]);
    target.seeds();
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.run(input);
  }
}
