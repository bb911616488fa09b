package dev.warren.protocol;

/** Why a healthy frame was deliberately not looked at. Lower case on the wire. */
public enum SkipReason {
  /** It could not have been answered before its deadline. */
  DEADLINE,
  /**
   * A newer frame of the same camera was waiting, and the frame asked for {@link Freshness#LATEST}.
   */
  SUPERSEDED,
  /** The worker gave it up to protect itself or the broker. */
  SHED;

  /** The value of header and body field {@code reason}. */
  public String wire() {
    return Wire.name(this);
  }
}
