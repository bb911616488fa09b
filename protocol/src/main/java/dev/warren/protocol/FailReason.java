package dev.warren.protocol;

/** Why a frame could not be looked at. Lower case on the wire. */
public enum FailReason {
  /** The message breaks the contract: sending it again gives the same answer. */
  MALFORMED,
  /** More bytes or pixels than the worker accepts. */
  OVERSIZE,
  /** Well-formed, but of a kind this worker does not read. */
  UNSUPPORTED,
  /** The inference engine refused this very frame. */
  ENGINE_ERROR,
  /** A defect of the worker. */
  INTERNAL;

  /** The value of header and body field {@code reason}. */
  public String wire() {
    return Wire.name(this);
  }
}
