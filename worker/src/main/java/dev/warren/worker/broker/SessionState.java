package dev.warren.worker.broker;

/** Where the worker stands with its broker. */
enum SessionState {
  /** No session, but one to come. */
  AWAY,
  /** A session serves. */
  OPEN,
  /** A session, but for an alarm the broker reads nothing that we publish. */
  BLOCKED,
  /** No session, and none to come. */
  STOPPED
}
