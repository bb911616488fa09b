package dev.warren.loadtest.gateway;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.ImageTypes;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Takes pictures from its cameras when they are due and publishes them. Used by one thread. */
public final class Gateway {
  private static final String APP_ID = "warren-gateway";

  /** How soon to look again while the broker takes nothing. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long to wait for live cameras before looking at all else again. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long the last frames may take to leave and be confirmed before they are given up. */
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(31);

  private final GatewayConfig config;
  private final List<FrameSource> cameras;
  private final GatewayListener listener;
  private final Ticker ticker;
  private final Outbox outbox;
  private final Schedule schedule;

  /** Live cameras that have a picture, in the order in which they had it. */
  private final Queue<Integer> ready = new ConcurrentLinkedQueue<>();

  private final boolean isLive;
  private final long startNanos;
  private final long[] seq;
  private long sent;

  Gateway(
      GatewayConfig config,
      List<FrameSource> cameras,
      Outlet outlet,
      GatewayListener listener,
      Ticker ticker) {
    this.config = requireNonNull(config, "config");
    this.cameras = List.copyOf(cameras);
    this.listener = requireNonNull(listener, "listener");
    this.ticker = requireNonNull(ticker, "ticker");
    this.outbox =
        new Outbox(config.maxWaiting(), config.onFull(), outlet, listener, ticker::nanoTime);
    this.startNanos = ticker.nanoTime();
    this.schedule = new Schedule(cameras.size(), config.fps(), startNanos);
    this.seq = new long[cameras.size()];
    this.isLive = cameras.stream().anyMatch(FrameSource::isLive);
    for (int i = 0; i < cameras.size(); i++) {
      if (cameras.get(i).isLive()) awaitPictures(i);
    }
  }

  private void awaitPictures(int camera) {
    schedule.ended(camera); // it has a pace of its own
    cameras
        .get(camera)
        .onPicture(
            () -> {
              ready.add(camera);
              ticker.wake();
            });
  }

  /**
   * Runs on the caller's thread until the sources, the count or the time is at an end, or {@code
   * stop} completes. Confirms may still be under way when it was stopped.
   *
   * @return frames that were never made, because the gateway was held up
   */
  public static long run(
      GatewayConfig config,
      List<FrameSource> cameras,
      Outlet outlet,
      GatewayListener listener,
      CompletableFuture<?> stop)
      throws InterruptedException {
    return new Gateway(config, cameras, outlet, listener, Ticker.system(stop)).run();
  }

  long run() throws InterruptedException {
    while (!ticker.stopped() && !isOver()) {
      boolean backlog = outbox.drain();
      int camera = schedule.camera();
      if (camera < 0 && !isLive) {
        break;
      }
      long now = ticker.nanoTime();
      long due = end(camera < 0 ? now + IDLE_NANOS : schedule.dueNanos(camera));
      if (!outbox.hasRoom()) {
        ticker.awaitUntil(now + RETRY_NANOS);
      } else if (!ready.isEmpty()) {
        offer(ready.remove());
      } else if (due - now > 0) {
        ticker.awaitUntil(backlog ? Math.min(due - now, RETRY_NANOS) + now : due);
      } else if (camera >= 0 && !isOver()) {
        offer(camera);
        schedule.taken(camera, now, cameras.get(camera).waits());
      }
    }
    // Before the last frames leave: what live cameras show meanwhile is not asked for any more.
    long missed = schedule.missed() + cameras.stream().mapToLong(FrameSource::overtaken).sum();
    drain();
    return missed;
  }

  private void offer(int camera) {
    try {
      Optional<SourceFrame> picture = cameras.get(camera).next();
      // Only now: drawing or reading a picture is not part of what is measured with it.
      long takenAtMs = ticker.epochMillis();
      if (picture.isEmpty()) {
        schedule.ended(camera);
        return;
      }
      FrameRequest frame = frame(picture.get(), seq[camera]++, takenAtMs);
      sent++;
      listener.offered(frame);
      outbox.add(frame);
    } catch (UnreadableFrameException e) {
      listener.unreadable(e);
    }
  }

  private FrameRequest frame(SourceFrame picture, long seq, long takenAtMs) {
    Long cameAtMs = picture.capturedAtMs();
    // By the running number of all: cameras may show the same files.
    String id = MessageIds.of(config.run(), sent, picture.name());
    return FrameRequest.builder(id, config.model(), picture.camera(), picture.body())
        .contentType(ImageTypes.sniff(picture.body()).orElse("application/octet-stream"))
        .seq(seq)
        .capturedAtMs(cameAtMs == null ? takenAtMs : cameAtMs)
        .ttlMs(config.ttl() == null ? null : config.ttl().toMillis())
        .freshness(config.freshness())
        .appId(APP_ID)
        .build();
  }

  private boolean isOver() {
    boolean enough = config.count() > 0 && sent >= config.count();
    return enough || config.duration() != null && ticker.nanoTime() - deadline() >= 0;
  }

  private long end(long due) {
    return config.duration() != null && due - deadline() > 0 ? deadline() : due;
  }

  private long deadline() {
    return startNanos + config.duration().toNanos();
  }

  /** What is left gets some time to leave and be confirmed, unless we were told to stop. */
  private void drain() throws InterruptedException {
    long limit = ticker.nanoTime() + DRAIN_NANOS;
    outbox.drain();
    while (!outbox.isEmpty() && !ticker.stopped() && ticker.nanoTime() - limit < 0) {
      ticker.awaitUntil(ticker.nanoTime() + RETRY_NANOS);
      outbox.drain();
    }
    outbox.dropAll();
  }
}
