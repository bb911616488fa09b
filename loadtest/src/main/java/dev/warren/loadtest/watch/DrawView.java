package dev.warren.loadtest.watch;

import dev.warren.common.Daemons;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a picture with boxes for each detected frame. Drawing has a thread of its own; where it
 * cannot keep up, pictures are left out and counted, for results must not wait for it.
 */
final class DrawView implements ResultView {
  private static final Logger log = LoggerFactory.getLogger(DrawView.class);
  private static final long PICTURE_BYTES = 64L << 20;
  private static final int MAX_RESULTS = 1_000;
  private static final int BACKLOG = 64;
  private static final int CLOSE_SECONDS = 10;

  private final Path folder;
  private final BoxPainter painter = new BoxPainter();
  private final Pairing<FrameResult.Detected> pairing = new Pairing<>(PICTURE_BYTES, MAX_RESULTS);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final ThreadPoolExecutor drawing =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(BACKLOG),
          Daemons.named("draw"),
          (work, pool) -> missed.incrementAndGet());

  DrawView(Path folder) {
    this.folder = folder;
  }

  /** A frame's picture, from the broker. Any thread. */
  void picture(String id, byte[] body) {
    synchronized (pairing) {
      pairing.picture(id, body).ifPresent(result -> submit(result, body));
    }
  }

  @Override
  public void show(ReceivedResult received, long receivedAtMs) {
    if (received.result() instanceof FrameResult.Detected detected) {
      synchronized (pairing) {
        pairing
            .result(detected.frame().requestId(), detected)
            .ifPresent(body -> submit(detected, body));
      }
    }
  }

  private void submit(FrameResult.Detected result, byte[] body) {
    drawing.execute(() -> draw(result, body));
  }

  private void draw(FrameResult.Detected result, byte[] body) {
    Path file = folder.resolve(PictureFile.name(result));
    try {
      BufferedImage image = PictureFile.read(body);
      painter.paint(image, result.detections());
      PictureFile.write(image, file);
      written.incrementAndGet();
    } catch (IOException | RuntimeException e) {
      if (missed.getAndIncrement() == 0) {
        log.warn("{} is not drawn: {}; further ones are only counted", file, e.getMessage());
      }
    }
  }

  /** What has been drawn, for the summary. */
  String summary() {
    String left = missed.get() == 0 ? "" : ", " + missed.get() + " left out";
    return written.get() + " pictures in " + folder + left;
  }

  @Override
  public void close() {
    drawing.shutdown();
    try {
      if (!drawing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        missed.addAndGet(drawing.shutdownNow().size());
      }
    } catch (InterruptedException e) {
      drawing.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
