package dev.warren.worker.flow;

import java.util.Locale;

/**
 * Why a batch has as many frames as it has. No lane ever waits for company, so time is no reason.
 */
public enum Closing {
  /** It is as large as the engine takes. */
  FULL,
  /** More frames wait, but a larger batch would not get more out of the engine. */
  EFFICIENT,
  /** With one more of those that wait, a frame would have been late. */
  DEADLINE,
  /** It has all that waited. */
  IDLE;

  /** As metrics call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
