package dev.warren.loadtest.gateway;

import dev.warren.protocol.ConnectionLostException;
import dev.warren.protocol.FrameRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Counts what became of the frames, and says the first problem of each kind. Thread-safe. */
final class Tally implements GatewayListener {
  private static final String TAKES_AGAIN = "the broker takes frames again";

  private final AtomicLong offered = new AtomicLong();
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicLong unroutable = new AtomicLong();
  private final AtomicLong nacked = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final AtomicReference<Class<?>> lastProblem = new AtomicReference<>();
  private final AtomicBoolean isBlocked = new AtomicBoolean();
  private final AtomicBoolean isRefusing = new AtomicBoolean();
  private final Consumer<String> problems;

  Tally(Consumer<String> problems) {
    this.problems = problems;
  }

  @Override
  public void offered(FrameRequest frame) {
    offered.incrementAndGet();
  }

  @Override
  public void confirmed(FrameRequest frame) {
    confirmed.incrementAndGet();
    if (isRefusing.compareAndSet(true, false)) problems.accept(TAKES_AGAIN);
  }

  @Override
  public void refused(FrameRequest frame, Throwable cause) {
    if (isRefusing.compareAndSet(false, true)) problems.accept(cause.getMessage() + "; waiting");
  }

  @Override
  public void failed(FrameRequest frame, Throwable cause) {
    switch (Refusal.of(cause)) {
      case UNROUTABLE -> unroutable.incrementAndGet();
      case NACKED -> nacked.incrementAndGet();
      case SILENCE -> {} // what is left of the published ones, see the report
    }
    // A lost connection fails hundreds of frames at once, and all of them say the same.
    boolean news = lastProblem.getAndSet(cause.getClass()) != cause.getClass();
    if (news && !(cause instanceof ConnectionLostException)) {
      problems.accept(cause.getMessage());
    }
  }

  /** Whether the broker takes nothing for now; said when that changes. */
  void blocked(boolean now) {
    if (isBlocked.getAndSet(now) == now) return;
    problems.accept(
        now ? "the broker takes no frames for now: it is low on memory or disk" : TAKES_AGAIN);
  }

  @Override
  public void dropped(FrameRequest frame) {
    dropped.incrementAndGet();
  }

  @Override
  public void unreadable(UnreadableFrameException cause) {
    unreadable.incrementAndGet();
    problems.accept(cause.getMessage());
  }

  GatewayReport report(long missed, long elapsedNanos) {
    long drops = dropped.get();
    long published = offered.get() - drops;
    long done = confirmed.get() + unroutable.get() + nacked.get();
    // Timed out, lost with the connection, or still under way: the broker may have them or not.
    return new GatewayReport(
        published,
        confirmed.get(),
        unroutable.get(),
        nacked.get(),
        published - done,
        drops,
        missed,
        unreadable.get(),
        elapsedNanos);
  }
}
