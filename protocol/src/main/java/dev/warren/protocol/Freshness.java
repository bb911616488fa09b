package dev.warren.protocol;

/**
 * What to do with a frame that a newer frame of the same camera has overtaken. Lower case on the
 * wire.
 */
public enum Freshness {
  /** Look at every frame: the default. */
  EVERY,
  /**
   * Only the newest waiting frame of the camera matters; older ones are answered {@code
   * skipped(superseded)}.
   */
  LATEST;

  /** The value of header {@code freshness}. */
  public String wire() {
    return Wire.name(this);
  }
}
