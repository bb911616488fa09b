package dev.warren.common;

/** Numbers of things, as people say them. */
public final class Counted {
  private Counted() {}

  /** {@code 1 frame}, {@code 2 frames}. */
  public static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
