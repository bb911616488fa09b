package dev.warren.protocol;

/** Who goes first when frames wait. Lower case on the wire. */
public enum PriorityClass {
  /** Ahead of normal frames, which keep a guaranteed share. */
  HIGH,
  /** The default. */
  NORMAL;

  /** The value of header {@code priority_class}. */
  public String wire() {
    return Wire.name(this);
  }
}
