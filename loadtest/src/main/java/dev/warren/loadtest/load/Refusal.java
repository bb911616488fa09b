package dev.warren.loadtest.load;

import dev.warren.protocol.NackedException;
import dev.warren.protocol.UnroutableException;

/** Why a frame has no confirm. */
enum Refusal {
  /** No queue is bound for its model. */
  UNROUTABLE,
  /** The broker refused it, usually because the queue is full. */
  NACKED,
  /** The broker said nothing: it may have the frame or not. */
  SILENCE;

  static Refusal of(Throwable failure) {
    if (failure instanceof UnroutableException) return UNROUTABLE;
    return failure instanceof NackedException ? NACKED : SILENCE;
  }
}
