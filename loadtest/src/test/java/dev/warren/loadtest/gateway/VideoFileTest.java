package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFileTest {
  @TempDir Path folder;

  @Test
  void oneThatIsClosedAtItsEndIsOverAndNotUnreadable() throws Exception {
    // Its pictures have ended and the program not yet.
    FfmpegConfig program = FakeFfmpeg.program(folder, FakeFfmpeg.PICTURE, "exec sleep 600 >&-");
    VideoFile video = new VideoFile(program, VideoInput.of("a.mp4").orElseThrow(), "a", true);
    assertThat(video.next()).isPresent();
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    CompletableFuture<Optional<SourceFrame>> last =
        CompletableFuture.supplyAsync(
            () -> {
              reader.complete(Thread.currentThread());
              return next(video);
            });
    Awaitility.await().until(() -> waitsForTheEnd(reader.get()));
    video.close();
    assertThat(last.get(60, TimeUnit.SECONDS)).isEmpty();
  }

  /** Its pictures may wait for long, and its number may be another process's meanwhile. */
  @Test
  void nobodyIsThereToKillFfmpegOnceItHasEnded() throws Exception {
    FfmpegConfig program = FakeFfmpeg.program(folder, FakeFfmpeg.PICTURE);
    try (Ffmpeg run = Ffmpeg.start(program, VideoInput.of("a.mp4").orElseThrow())) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !runs(program.program()));
      assertThat(run.next()).isPresent();
      assertThat(run.next()).isEmpty();
      assertThat(run.complaint()).isEmpty();
    }
  }

  private static boolean runs(String program) {
    return ProcessHandle.current()
        .descendants()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(program));
  }

  private static boolean waitsForTheEnd(Thread reader) {
    return Stream.of(reader.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("complaint"));
  }

  private static Optional<SourceFrame> next(VideoFile video) {
    try {
      return video.next();
    } catch (UnreadableFrameException e) {
      throw new CompletionException(e);
    }
  }
}
