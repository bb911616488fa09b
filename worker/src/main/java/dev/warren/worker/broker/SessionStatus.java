package dev.warren.worker.broker;

import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where the worker stands with its broker: to readiness, metrics and, one line for each
 * change, the log. The same trouble is said once, however often it is met. Thread-safe.
 */
final class SessionStatus {
  private static final Logger log = LoggerFactory.getLogger(SessionStatus.class);
  private static final String OBSTACLE = "broker";

  /** Where the worker stands with its broker. */
  enum State {
    /** No session, but one to come. */
    AWAY,
    /** A session serves. */
    OPEN,
    /** A session, but for an alarm the broker reads nothing that we publish. */
    BLOCKED,
    /** No session, and none to come. */
    STOPPED
  }

  private final Readiness readiness;
  private final WorkerMetrics metrics;
  private final LongSupplier nanoClock;
  private State state = State.AWAY;
  private String said = "";
  private boolean everOpen;
  private int failedAttempts;
  private long awaySinceNanos;
  private long openSinceNanos;

  SessionStatus(Readiness readiness, WorkerMetrics metrics, LongSupplier nanoClock) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.awaySinceNanos = nanoClock.getAsLong();
  }

  synchronized State state() {
    return state;
  }

  /**
   * @param broker product, version and address
   */
  synchronized void opened(String broker) {
    state = State.OPEN;
    openSinceNanos = nanoClock.getAsLong();
    metrics.brokerConnected();
    if (everOpen) {
      metrics.brokerReconnected();
      log.info(
          "{} is there again after {} s and {} attempts in vain",
          broker,
          seconds(awaySinceNanos),
          failedAttempts);
    } else {
      log.info("connected to {}", broker);
    }
    everOpen = true;
    failedAttempts = 0;
    said = "";
    readiness.clear(OBSTACLE);
  }

  synchronized boolean wasEverOpen() {
    return everOpen;
  }

  /** How long the session that is there has been there. */
  synchronized Duration age() {
    return Duration.ofNanos(nanoClock.getAsLong() - openSinceNanos);
  }

  synchronized void blocked(String reason) {
    if (state != State.OPEN) return;
    state = State.BLOCKED;
    metrics.brokerBlocked();
    readiness.obstruct(OBSTACLE, "the broker takes no results for now: " + reason);
    log.warn("the broker takes no results for now ({}): holding those at hand", reason);
  }

  synchronized void unblocked() {
    if (state != State.BLOCKED) return;
    state = State.OPEN;
    metrics.brokerUnblocked();
    readiness.clear(OBSTACLE);
    log.info("the broker takes results again");
  }

  /**
   * There was a session; now there is none.
   *
   * @param last whether no attempt follows; then the log leaves it to whoever gives up
   */
  synchronized void lost(Trouble trouble, boolean last) {
    if (state == State.BLOCKED) metrics.brokerUnblocked();
    metrics.brokerLost();
    awaySinceNanos = nanoClock.getAsLong();
    backOff(trouble, last);
  }

  /**
   * An attempt did not lead to a session.
   *
   * @param last as in {@link #lost}
   */
  synchronized void notOpened(Trouble trouble, boolean last) {
    failedAttempts++;
    backOff(trouble, last);
  }

  private void backOff(Trouble trouble, boolean last) {
    state = State.AWAY;
    readiness.obstruct(OBSTACLE, trouble.reason());
    if (last) return;
    if (trouble.reason().equals(said)) {
      log.debug("still no broker: {}", trouble.reason());
    } else {
      log.warn("no broker for now, trying again: {}", trouble.reason());
    }
    said = trouble.reason();
  }

  /** The last session has ended as it should, or there was none any more. */
  synchronized void stopped() {
    if (state == State.STOPPED) return;
    if (state == State.BLOCKED) metrics.brokerUnblocked();
    if (state == State.OPEN || state == State.BLOCKED) metrics.brokerLost();
    state = State.STOPPED;
  }

  private long seconds(long sinceNanos) {
    return Duration.ofNanos(nanoClock.getAsLong() - sinceNanos).toSeconds();
  }
}
