package dev.warren.worker.broker;

import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.BrokerProblems;

/**
 * Why there is no session, for a person and for the decision what to do.
 *
 * @param reason one line: where, what, what to do
 */
record Trouble(Kind kind, String reason, Throwable cause) {
  enum Kind {
    /** Nobody answers there, or not in our language: it may be about to start. */
    AWAY,
    /** A session was there and broke. */
    LOST,
    /** Somebody has to mend something, on the broker or here. */
    REFUSED
  }

  /** Says it of whatever came in the way. */
  static Trouble of(Throwable cause) {
    if (cause instanceof BrokerException e) return new Trouble(kind(e.kind()), e.getMessage(), e);
    ShutdownSignalException signal = signal(cause);
    if (signal != null) return new Trouble(Kind.LOST, BrokerProblems.losing(signal), cause);
    String silence = BrokerProblems.silence(cause);
    if (silence != null) return new Trouble(Kind.AWAY, "the broker is silent: " + silence, cause);
    String message = cause.getMessage();
    return new Trouble(Kind.LOST, message == null ? cause.toString() : message, cause);
  }

  private static Kind kind(BrokerException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, OTHER -> Kind.AWAY;
      case AUTHENTICATION, TLS, VHOST, PERMISSION, TOPOLOGY -> Kind.REFUSED;
    };
  }

  /** The first cause of all: the client wraps what the broker says, more than once. */
  private static ShutdownSignalException signal(Throwable cause) {
    ShutdownSignalException first = null;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof ShutdownSignalException signal) first = signal;
    }
    return first;
  }

  /** Whether a start gives up at once: waiting mends nothing. */
  boolean endsStart() {
    return kind == Kind.REFUSED;
  }

  /** For whoever waited for a session. */
  BrokerException toException() {
    if (cause instanceof BrokerException e) return e;
    return new BrokerException(BrokerException.Kind.OTHER, reason, cause);
  }
}
