package dev.warren.loadtest.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A recording, one picture after the other. */
final class VideoFile implements FrameSource {
  private final FfmpegConfig config;
  private final VideoInput input;
  private final String name;
  private final String camera;
  private final boolean loop;
  private volatile Ffmpeg run;
  private volatile boolean isOver;
  private boolean hasPictures;

  /**
   * @param loop whether it starts again at its end
   */
  VideoFile(FfmpegConfig config, VideoInput input, String camera, boolean loop) {
    this.config = config;
    this.input = input;
    this.name = Path.of(input.address()).getFileName().toString();
    this.camera = camera;
    this.loop = loop;
  }

  @Override
  public Optional<SourceFrame> next() throws UnreadableFrameException {
    try {
      while (!isOver) {
        if (run == null) run = Ffmpeg.start(config, input);
        if (isOver) run.close(); // closed meanwhile, when there was nothing to end yet
        Optional<byte[]> jpeg = run.next();
        if (jpeg.isPresent()) {
          hasPictures = true;
          return jpeg.map(body -> new SourceFrame(name, camera, body));
        }
        ended();
      }
      return Optional.empty();
    } catch (IOException e) {
      close();
      throw unreadable(": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      return Optional.empty();
    }
  }

  private void ended() throws InterruptedException, UnreadableFrameException {
    Optional<String> complaint = run.complaint();
    run.close();
    run = null;
    if (isOver) return; // closed: then its end says nothing
    if (!loop || complaint.isPresent() || !hasPictures) isOver = true;
    if (complaint.isPresent() && hasPictures) throw unreadable(": " + complaint.get());
    if (complaint.isPresent()) {
      throw unreadable(" is no video that FFmpeg can read: " + complaint.get());
    }
    if (!hasPictures) throw unreadable(": no pictures in it");
  }

  private UnreadableFrameException unreadable(String why) {
    return new UnreadableFrameException(input.shown() + why, null);
  }

  @Override
  public boolean waits() {
    return true;
  }

  @Override
  public void close() {
    isOver = true;
    Ffmpeg open = run;
    if (open != null) open.close();
  }
}
