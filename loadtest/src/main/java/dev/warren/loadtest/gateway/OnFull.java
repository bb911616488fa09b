package dev.warren.loadtest.gateway;

/** What the gateway does while the broker takes no more frames. */
public enum OnFull {
  /** Wait; ticks that pass meanwhile are counted as missed. */
  WAIT,
  /** Go on; the oldest waiting frame is dropped for the newest, and counted. */
  DROP
}
