package dev.warren.worker.broker;

/** Where the worker stands with its broker. */
public enum SessionState {
  /** On the way to a session; the parts are not all begun. */
  CONNECTING,
  /** A session serves. */
  OPEN,
  /** A session, but for an alarm the broker reads nothing that we publish. */
  BLOCKED,
  /** No session; another attempt follows. */
  BACKING_OFF,
  /** No session, and none to come. */
  STOPPED
}
