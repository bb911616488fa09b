package dev.warren.worker.batch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which no lane runs frames, because the engine is broken or, for good, because a lane
 * is gone. Nothing is taken from the broker then, and only after that is what is here given back: a
 * frame that went back to a worker which still takes frames would come again at once, and be
 * counted again. Thread-safe.
 */
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final EngineGuard guard;
  private final Runnable giveBack;
  private volatile LaneListener listener;
  private volatile boolean givingBack;
  private boolean trying;
  private boolean forGood;

  Outage(EngineGuard guard, Runnable giveBack) {
    this.guard = guard;
    this.giveBack = giveBack;
  }

  void tell(LaneListener listener) {
    this.listener = listener;
  }

  /** Whether frames that come are to be given back. */
  boolean isGivingBack() {
    return givingBack;
  }

  /**
   * Returns when lanes run frames again, at once if they do. The first lane that comes tries the
   * engine for all: it is one that knows that the engine failed.
   */
  void sitOut(ProbedLane lane) throws InterruptedException {
    if (!isMine()) return;
    Duration every = guard.config().engineRetryAfter();
    log.warn(
        "{}; giving frames back and trying again every {} ms", guard.reason(), every.toMillis());
    stop(guard.reason());
    long start = System.nanoTime();
    do {
      TimeUnit.MILLISECONDS.sleep(every.toMillis());
    } while (!guard.mayTry() || !lane.worksAgain());
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    end();
    log.info("{} works again after {} s: taking frames", guard.name(), seconds);
  }

  private synchronized boolean isMine() throws InterruptedException {
    if (!trying && !forGood && guard.isBroken()) {
      trying = true;
      return true;
    }
    while (trying || forGood) wait();
    return false;
  }

  /** A lane is gone, and with it the worker: no lane shall take another frame. */
  void beginForGood(String reason) {
    guard.condemn();
    synchronized (this) {
      forGood = true;
    }
    stop(reason);
  }

  private void stop(String reason) {
    LaneListener told = listener;
    if (told != null) told.stopped(reason);
    givingBack = true;
    giveBack.run();
  }

  /** Within the lock, so that the listener hears of an end for good only afterwards. */
  private synchronized void end() throws InterruptedException {
    while (forGood) wait(); // until the thread is told to end
    givingBack = false;
    trying = false;
    notifyAll();
    LaneListener told = listener;
    if (told != null) told.resumed();
  }
}
