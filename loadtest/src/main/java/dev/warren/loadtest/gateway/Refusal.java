package dev.warren.loadtest.gateway;

import dev.warren.protocol.NackedException;
import dev.warren.protocol.UnroutableException;
import java.util.concurrent.CompletionException;

/** Why a frame has no confirm. */
public enum Refusal {
  /** No queue is bound for its model. */
  UNROUTABLE,
  /** The broker refused it, usually because the queue is full. */
  NACKED,
  /** The broker said nothing: it may have the frame or not. */
  SILENCE;

  public static Refusal of(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof UnroutableException) return UNROUTABLE;
    return cause instanceof NackedException ? NACKED : SILENCE;
  }
}
