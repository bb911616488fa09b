package dev.warren.loadtest.gateway;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.warren.common.Daemons;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A camera in the network or at this machine. Its newest picture is kept until it is taken: old
 * ones of a live camera are worth nothing. A stream that ends, fails or falls silent is opened
 * again, without end.
 */
final class LiveCamera implements FrameSource {
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LAST_WAIT_MILLIS = 15_000;

  private final FfmpegConfig config;
  private final VideoInput input;
  private final String name;
  private final Consumer<String> news;
  private final Thread thread;
  private final AtomicReference<SourceFrame> newest = new AtomicReference<>();
  private final AtomicLong overtaken = new AtomicLong();
  private volatile Runnable onPicture = () -> {};
  private volatile Ffmpeg run;
  private volatile boolean isClosed;
  private volatile boolean isMissing = true;
  private volatile String trouble;

  private LiveCamera(FfmpegConfig config, VideoInput input, String name, Consumer<String> news) {
    this.config = config;
    this.input = input;
    this.name = name;
    this.news = news;
    this.thread = Daemons.thread("camera-" + name, this::watch);
  }

  /**
   * @param name of the camera
   * @param news hears, in a line each, that there are no pictures and why, and that there are again
   */
  static LiveCamera open(
      FfmpegConfig config, VideoInput input, String name, Consumer<String> news) {
    LiveCamera camera = new LiveCamera(config, input, name, news);
    camera.thread.start();
    return camera;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void onPicture(Runnable listener) {
    onPicture = listener;
    if (newest.get() != null) listener.run();
  }

  @Override
  public Optional<SourceFrame> next() {
    return Optional.ofNullable(newest.getAndSet(null));
  }

  @Override
  public long overtaken() {
    return overtaken.get();
  }

  @Override
  public boolean isMissing() {
    return isMissing;
  }

  @Override
  public boolean isAway() {
    return isMissing || trouble != null;
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    Ffmpeg open = run;
    if (open != null) open.close();
  }

  private void watch() {
    try {
      for (long wait = 0; !isClosed; MILLISECONDS.sleep(wait)) {
        long start = System.nanoTime();
        showUntilItEnds();
        wait = waitMillis(wait, NANOSECONDS.toMillis(System.nanoTime() - start));
      }
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  /**
   * How long to wait before it is opened again: twice as long each time, unless it lasted. Pictures
   * alone prove nothing, for a camera may end each stream after its first one.
   *
   * @param last the wait before, or 0
   * @param lasted how long the stream was open
   */
  static long waitMillis(long last, long lasted) {
    boolean isNew = last == 0 || lasted > 2 * LAST_WAIT_MILLIS;
    return isNew ? FIRST_WAIT_MILLIS : Math.min(2 * last, LAST_WAIT_MILLIS);
  }

  private void showUntilItEnds() throws InterruptedException {
    try (Ffmpeg stream = Ffmpeg.start(config, input)) {
      run = stream;
      if (isClosed) return; // closed meanwhile, when there was nothing to end yet
      for (Optional<byte[]> jpeg; (jpeg = stream.next()).isPresent(); ) show(jpeg.get());
      if (!isClosed) lost(stream.complaint().orElse("the stream has ended"));
    } catch (IOException e) {
      if (!isClosed) lost(e.getMessage());
    }
  }

  private void show(byte[] jpeg) {
    if (isMissing) news.accept("camera " + name + " sends pictures");
    else if (trouble != null) news.accept("camera " + name + " sends pictures again");
    isMissing = false;
    trouble = null;
    // Now, for it may wait for long: while the broker is away, or this camera is.
    SourceFrame picture = new SourceFrame(name, name, jpeg, System.currentTimeMillis());
    if (newest.getAndSet(picture) == null) onPicture.run();
    else overtaken.incrementAndGet();
  }

  /** Told once for each reason: a camera may be away for days. */
  private void lost(String why) {
    if (!why.equals(trouble)) {
      news.accept("camera %s: %s: %s; trying again".formatted(name, input.shown(), why));
    }
    trouble = why;
  }
}
