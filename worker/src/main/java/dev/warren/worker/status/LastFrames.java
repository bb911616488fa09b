package dev.warren.worker.status;

import dev.warren.common.Daemons;
import dev.warren.protocol.FrameResult;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.Thumbnail;
import dev.warren.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest frame of a few cameras, small, with what was found in it; only while somebody watches,
 * and made by a thread of its own, so that a lane never waits for it. Thread-safe.
 */
public final class LastFrames implements WorkerMetrics, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LastFrames.class);

  static final int CAMERAS = 6;
  static final Duration WATCHED = Duration.ofSeconds(10);

  /** A page may ask for a picture just after a newer one has come. */
  private static final int PICTURES = 4 * CAMERAS;

  /** The same camera again, and any camera again. */
  private static final long CAMERA_NANOS = Duration.ofMillis(900).toNanos();

  private static final long ANY_NANOS = Duration.ofMillis(150).toNanos();
  private static final int SIDE = 400;

  private final DecodeConfig limits;
  private final LongSupplier nanoClock;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final Map<String, Frame> frames = new LinkedHashMap<>();
  private final Map<Long, byte[]> pictures = new LinkedHashMap<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Daemons.named("page-frames"));
  private volatile long watchedUntilNanos;
  private volatile long lastNanos;
  private volatile boolean isEmpty = true;
  private long lastId;

  /**
   * One frame.
   *
   * @param id of its picture
   * @param nanos {@link System#nanoTime} when it came here
   */
  record Frame(long id, FrameResult.Detected result, long nanos) {}

  public LastFrames(DecodeConfig limits) {
    this(limits, System::nanoTime);
  }

  LastFrames(DecodeConfig limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    watchedUntilNanos = nanoClock.getAsLong();
    lastNanos = watchedUntilNanos - ANY_NANOS;
  }

  /** Somebody looks, and will for a while. */
  void watched() {
    watchedUntilNanos = nanoClock.getAsLong() + WATCHED.toNanos();
  }

  private boolean isWatched() {
    return watchedUntilNanos - nanoClock.getAsLong() > 0;
  }

  /** The cameras in the order in which they came; none while nobody watches. */
  synchronized List<Frame> frames() {
    forgetUnlessWatched();
    return new ArrayList<>(frames.values());
  }

  /** JPEG. */
  synchronized Optional<byte[]> picture(long id) {
    forgetUnlessWatched();
    return Optional.ofNullable(pictures.get(id));
  }

  private synchronized void forgetUnlessWatched() {
    if (isWatched()) return;
    frames.clear();
    pictures.clear();
    isEmpty = true;
  }

  @Override
  public void frameDetected(byte[] image, FrameResult.Detected result) {
    if (!isWatched()) {
      if (!isEmpty) forgetUnlessWatched();
      return;
    }
    if (image.length == 0) return; // one that was fetched is not kept
    long now = nanoClock.getAsLong();
    if (now - lastNanos < ANY_NANOS || !hasPlaceFor(result.frame().camera(), now)) return;
    if (!busy.compareAndSet(false, true)) return;
    lastNanos = now;
    try {
      thread.execute(() -> add(image, result));
    } catch (RejectedExecutionException e) {
      log.debug("closed", e);
    }
  }

  /** Those that are shown already stay, so that the page does not flicker. */
  private synchronized boolean hasPlaceFor(String camera, long now) {
    Frame shown = frames.get(camera);
    if (shown != null) return now - shown.nanos() >= CAMERA_NANOS;
    frames.values().removeIf(frame -> now - frame.nanos() > WATCHED.toNanos());
    return frames.size() < CAMERAS;
  }

  private void add(byte[] image, FrameResult.Detected result) {
    try {
      byte[] jpeg = Thumbnail.jpeg(image, limits, SIDE);
      keep(result, jpeg);
    } catch (DecodeException | RuntimeException e) {
      log.debug("no picture of frame {}", result.frame().requestId(), e);
    } finally {
      busy.set(false);
    }
  }

  private synchronized void keep(FrameResult.Detected result, byte[] jpeg) {
    frames.put(result.frame().camera(), new Frame(++lastId, result, nanoClock.getAsLong()));
    pictures.put(lastId, jpeg);
    isEmpty = false;
    if (pictures.size() > PICTURES) pictures.remove(pictures.keySet().iterator().next());
  }

  /** Takes no more. Idempotent. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
