package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

/**
 * The broker cannot be used as asked. The message is one line for people: where, what went wrong,
 * what to do; never a secret.
 */
public class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of thing is wrong. */
  public enum Kind {
    /** Nobody answers there. */
    UNREACHABLE,
    /** User name or password is missing or wrong. */
    AUTHENTICATION,
    /** No trusted, encrypted connection came about. */
    TLS,
    /** The virtual host does not exist, or is closed to this user. */
    VHOST,
    /** The user may not do this. */
    PERMISSION,
    /** A queue or exchange is missing, or has other arguments. */
    TOPOLOGY,
    /** Anything else. */
    OTHER
  }

  private final Kind kind;

  /** One line for people. */
  public BrokerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  /** What kind of thing is wrong. */
  public final Kind kind() {
    return kind;
  }
}
