package dev.warren.protocol;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The books of a publisher: which frames wait for their confirm, and who may add one. Every
 * admitted frame is settled exactly once. Thread-safe; futures complete on {@code completions},
 * never under the lock.
 */
final class Confirms {
  /** Why frames fail whose publisher was closed. */
  static final String CLOSED = "the publisher was closed";

  private static final long RETURN_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final int maxOutstanding;
  private final Duration timeout;
  private final long timeoutNanos;
  private final String exchange;
  private final boolean returnsFollowNacks;
  private final LongSupplier nanoClock;
  private final Executor completions;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Pending> open = new LinkedHashSet<>();
  private final Set<Pending> unsent = new LinkedHashSet<>();
  private int incomplete;
  private boolean blocked;
  private boolean ended;
  private String lostWhy;
  private Throwable lostCause;

  /** Time that counts against confirms: stands still while the broker has blocked us. */
  private long activeNanos;

  private long lastTick;

  /**
   * @param returnsFollowNacks false for RabbitMQ, which returns an unroutable message and then acks
   *     it; true for Qpid, which nacks it and then returns it, so that a nack alone does not say
   *     why
   */
  Confirms(
      PublisherConfig config,
      boolean returnsFollowNacks,
      LongSupplier nanoClock,
      Executor completions) {
    this.returnsFollowNacks = returnsFollowNacks;
    this.maxOutstanding = config.maxOutstanding();
    this.timeout = config.confirmTimeout();
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    this.exchange = config.topology().framesExchange();
    this.nanoClock = nanoClock;
    this.completions = completions;
    this.lastTick = nanoClock.getAsLong();
  }

  /** What was sent on one channel: each has numbers of its own. Fields are guarded by the lock. */
  static final class Sent {
    private final TreeMap<Long, Pending> unanswered = new TreeMap<>();
    private boolean refuses;
    private boolean answered;
  }

  /** A frame on its way. Fields are guarded by the lock. */
  static final class Pending {
    final FrameRequest frame;
    final CompletableFuture<Void> future = new CompletableFuture<>();
    private final long bornNanos;
    private Sent sent;
    private long number;
    private boolean returned;
    private boolean nacked;
    private long nackedNanos;

    private Pending(FrameRequest frame, long bornNanos) {
      this.frame = frame;
      this.bornNanos = bornNanos;
    }
  }

  /** Waits for room. After the end the result is already failed. */
  Pending admit(FrameRequest frame) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!hasRoom() && !ended) changed.await();
      return add(frame);
    } finally {
      lock.unlock();
    }
  }

  /** Null if there is no room now. */
  Pending tryAdmit(FrameRequest frame) {
    return locked(() -> hasRoom() || ended ? add(frame) : null);
  }

  /**
   * The next frame to be written. Waits for one, and while the broker has blocked us; null after a
   * loss.
   */
  Pending next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while ((blocked || unsent.isEmpty()) && lostWhy == null) changed.await();
      return lostWhy != null ? null : unsent.iterator().next();
    } finally {
      lock.unlock();
    }
  }

  /**
   * To be called before the frame is written. False if it has been settled meanwhile and must not
   * be written.
   */
  boolean sending(Pending pending, Sent sent, long number) {
    return locked(
        () -> {
          if (!unsent.remove(pending)) return false;
          pending.sent = sent;
          pending.number = number;
          sent.unanswered.put(number, pending);
          return true;
        });
  }

  /** The broker hands a message back: it names the message, not the number; its confirm follows. */
  void returned(Sent sent, String frameId) {
    locked(
        () -> {
          for (Pending pending : sent.unanswered.values()) {
            if (!pending.returned && pending.frame.id().equals(frameId)) {
              pending.returned = true;
              if (pending.nacked) finish(pending, unroutable(pending));
              return;
            }
          }
        });
  }

  void acked(Sent sent, long number, boolean multiple) {
    settle(sent, number, multiple, false, pending -> finish(pending, null));
  }

  void nacked(Sent sent, long number, boolean multiple) {
    settle(sent, number, multiple, true, this::nacked);
  }

  /**
   * Whether the broker's last answer on this channel, or its silence, was that it has not taken
   * something.
   */
  boolean refuses(Sent sent) {
    return locked(() -> sent.refuses);
  }

  /** Whether the broker owes answers on this channel and has never given any. */
  boolean isMute(Sent sent) {
    return locked(() -> sent.refuses && !sent.answered);
  }

  /** Whether nothing that was sent there waits for an answer any more. */
  boolean isSettled(Sent sent) {
    return locked(sent.unanswered::isEmpty);
  }

  void blocked(boolean now) {
    locked(
        () -> {
          advance();
          blocked = now;
          changed.signalAll();
        });
  }

  /** Fails whatever comes later, as closed; what is here may still be confirmed. */
  void end() {
    locked(
        () -> {
          ended = true;
          changed.signalAll();
        });
  }

  /** Fails everything that waits, and whatever comes later. The first reason stays. */
  void lost(String why, Throwable cause) {
    locked(
        () -> {
          ended = true;
          if (lostWhy == null) {
            lostWhy = why;
            lostCause = cause;
          }
          for (Pending pending : List.copyOf(open)) finish(pending, lost(pending));
          changed.signalAll();
        });
  }

  private void nacked(Pending pending) {
    if (!returnsFollowNacks) {
      finish(pending, new NackedException(pending.frame.id()));
      return;
    }
    advance();
    pending.nacked = true;
    pending.nackedNanos = activeNanos;
  }

  /** Fails what has waited too long; to be called now and then. */
  void expire() {
    locked(
        () -> {
          advance();
          for (Pending pending : List.copyOf(open)) {
            if (pending.nacked && activeNanos - pending.nackedNanos >= RETURN_GRACE_NANOS) {
              finish(pending, new NackedException(pending.frame.id()));
            } else if (activeNanos - pending.bornNanos >= timeoutNanos) {
              if (pending.sent != null) pending.sent.refuses = true;
              finish(pending, new ConfirmTimeoutException(pending.frame.id(), timeout));
            }
          }
        });
  }

  int outstanding() {
    return locked(() -> open.size());
  }

  boolean isBlocked() {
    return locked(() -> blocked);
  }

  /** Waits until every admitted frame is settled and its future complete. */
  boolean awaitNone(Duration timeout) throws InterruptedException {
    return await(() -> incomplete == 0, timeout);
  }

  /** Waits for the end; false if there is none. */
  boolean awaitLost(Duration timeout) throws InterruptedException {
    return await(() -> lostWhy != null, timeout);
  }

  private boolean await(BooleanSupplier isSo, Duration timeout) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    lock.lockInterruptibly();
    try {
      while (!isSo.getAsBoolean()) {
        if (nanos <= 0) return false;
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether whatever comes now fails. */
  boolean isEnded() {
    return locked(() -> ended);
  }

  boolean isLost() {
    return locked(() -> lostWhy != null);
  }

  private <T> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom() {
    return !blocked && open.size() < maxOutstanding;
  }

  private Pending add(FrameRequest frame) {
    advance();
    Pending pending = new Pending(frame, activeNanos);
    open.add(pending);
    unsent.add(pending);
    changed.signalAll();
    incomplete++;
    if (ended) finish(pending, lost(pending));
    return pending;
  }

  private ConnectionLostException lost(Pending pending) {
    String why = lostWhy == null ? CLOSED : lostWhy;
    return new ConnectionLostException(pending.frame.id(), why, lostCause);
  }

  private void settle(
      Sent sent, long number, boolean multiple, boolean isRefusal, Consumer<Pending> verdict) {
    locked(
        () -> {
          sent.refuses = isRefusal;
          sent.answered = true;
          long first = multiple ? 0 : number;
          Map<Long, Pending> concerned = sent.unanswered.subMap(first, true, number, true);
          for (Pending pending : List.copyOf(concerned.values())) {
            if (pending.returned) finish(pending, unroutable(pending));
            else verdict.accept(pending);
          }
        });
  }

  private UnroutableException unroutable(Pending pending) {
    return new UnroutableException(pending.frame.id(), exchange, pending.frame.routingKey());
  }

  /**
   * Takes it off the books and completes its future: with {@code failure}, or well if that is null.
   */
  private void finish(Pending pending, PublishException failure) {
    open.remove(pending);
    unsent.remove(pending);
    if (pending.sent != null) pending.sent.unanswered.remove(pending.number);
    changed.signalAll();
    completions.execute(
        () -> {
          try {
            if (failure == null) pending.future.complete(null);
            else pending.future.completeExceptionally(failure);
          } finally {
            completed();
          }
        });
  }

  private void completed() {
    locked(
        () -> {
          incomplete--;
          changed.signalAll();
        });
  }

  private void advance() {
    long now = nanoClock.getAsLong();
    if (!blocked) activeNanos += now - lastTick;
    lastTick = now;
  }
}
