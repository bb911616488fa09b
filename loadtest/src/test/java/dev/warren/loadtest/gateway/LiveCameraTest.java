package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveCameraTest {
  private static final VideoInput CAMERA = VideoInput.of("rtsp://127.0.0.1:1/x").orElseThrow();

  @TempDir Path folder;

  @Test
  void aPictureSaysWhenItCame() throws Exception {
    FfmpegConfig program = FakeFfmpeg.program(folder, FakeFfmpeg.PICTURE, "exec sleep 600");
    long before = System.currentTimeMillis();
    try (LiveCamera camera = LiveCamera.open(program, CAMERA, "a", line -> {})) {
      CompletableFuture<Void> came = new CompletableFuture<>();
      camera.onPicture(() -> came.complete(null));
      came.get(60, TimeUnit.SECONDS);
      assertThat(camera.isAway()).isFalse();
      long after = System.currentTimeMillis();
      assertThat(camera.next().orElseThrow().capturedAtMs()).isBetween(before, after);
    }
  }

  /** Of FFmpeg 5.1, and as newer ones put it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[tls @ 0x55] An unexpected TLS packet was received.;"
            + "[concat @ 0x55] Impossible to open 'https://c/x';pipe:0: Input/output error"
            + "| An unexpected TLS packet was received.",
        "[tls @ 0x55] Peer certificate failed verification;"
            + "[concat @ 0x55] Impossible to open 'https://c/x';pipe:0: Input/output error"
            + "| Peer certificate failed verification (--camera-ca FILE for who signed it, or none)",
        "[tls @ 0x55] Peer certificate failed verification;"
            + "[concat @ 0x55] Impossible to open 'https://c/x';"
            + "[in#0 @ 0x55] Error opening input: Input/output error;"
            + "Error opening input file pipe:0.;Error opening input files: Input/output error"
            + "| Peer certificate failed verification (--camera-ca FILE for who signed it, or none)",
        "[concat @ 0x55] Impossible to open 'http://c/x';"
            + "pipe:0: Server returned 401 Unauthorized (authorization failed)"
            + "| Server returned 401 Unauthorized (authorization failed)",
        "[concat @ 0x55] Impossible to open 'http://c/x';pipe:0: Server returned 404 Not Found"
            + "| Server returned 404 Not Found",
        "[http @ 0x55] HTTP error 401 Unauthorized;"
            + "[in#0 @ 0x55] Impossible to open 'http://c/x';"
            + "[in#0 @ 0x55] Error opening input: Server returned 401 Unauthorized;"
            + "Error opening input file pipe:0."
            + "| HTTP error 401 Unauthorized",
        "[in#0 @ 0x55] Impossible to open 'rtsp://c/x';"
            + "[in#0 @ 0x55] Error opening input: Connection refused;"
            + "Error opening input file pipe:0.;Error opening input files: Connection refused"
            + "| Connection refused",
        "Error opening input file pipe:0.;Error opening input files: End of file| End of file",
        "[concat @ 0x55] Impossible to open 'http://c/x'| Impossible to open 'http://c/x'",
      })
  void whyFfmpegEndsIsSaidAndNotThatItDoes(String lines, String why) throws Exception {
    FfmpegConfig program =
        FakeFfmpeg.program(
            folder, "cat >/dev/null; cat <<END >&2", lines.replace(";", "\n"), "END", "exit 1");
    CompletableFuture<String> said = new CompletableFuture<>();
    try (LiveCamera camera = LiveCamera.open(program, CAMERA, "a", said::complete)) {
      assertThat(said.get(60, TimeUnit.SECONDS))
          .isEqualTo("camera a: rtsp://127.0.0.1:1/x: " + why + "; trying again");
      assertThat(camera.isMissing()).isTrue();
      assertThat(camera.isAway()).isTrue();
    }
  }

  @Test
  void howManySendNothingIsCountedAmongLiveOnes() throws Exception {
    FfmpegConfig program = FakeFfmpeg.program(folder, "exec sleep 600");
    FrameSource still = () -> Optional.empty();
    try (LiveCamera a = LiveCamera.open(program, CAMERA, "a", line -> {});
        LiveCamera b = LiveCamera.open(program, CAMERA, "b", line -> {})) {
      assertThat(Cameras.away(List.of(still))).isEmpty();
      assertThat(Cameras.away(List.of(still, a))).isEqualTo(", 1 of 1 live cameras sends nothing");
      assertThat(Cameras.away(List.of(a, b))).isEqualTo(", 2 of 2 live cameras send nothing");
    }
  }

  @Test
  void oneWhoseStreamsEndSoonIsOpenedMoreAndMoreSeldom() {
    long wait = 0;
    for (int i = 0; i < 10; i++) wait = LiveCamera.waitMillis(wait, 700);
    assertThat(wait).isEqualTo(15_000);
    assertThat(LiveCamera.waitMillis(wait, 600_000)).isEqualTo(500);
  }

  @Test
  void whatCannotBeUsedIsSaidAtTheStart() throws Exception {
    FfmpegConfig program = FakeFfmpeg.program(folder);
    assertThat(refusal(program, "rtsps://user:secret@127.0.0.1/x"))
        .hasMessage(
            "--source rtsps://127.0.0.1/x: FFmpeg checks no certificates of rtsps;"
                + " --camera-ca none takes them as they are");
    assertThat(refusal(program, "/dev/video99"))
        .hasMessage("--source /dev/video99: no such file or device");
    String nowhere = folder.resolve("none").toString();
    FfmpegConfig none = new FfmpegConfig(nowhere, 5, program.silence(), program.trust());
    assertThat(refusal(none, CAMERA.address()))
        .hasMessageContaining("apt-get install ffmpeg")
        .extracting(CommandException::exitCode)
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  private static CommandException refusal(FfmpegConfig config, String source) {
    Cameras cameras = new Cameras(config, 1, null, false, line -> {});
    List<VideoInput> input = List.of(VideoInput.of(source).orElseThrow());
    return catchThrowableOfType(CommandException.class, () -> cameras.named(input));
  }

  @Test
  void twoCamerasOfOneNameAreRefused() throws Exception {
    FfmpegConfig program = FakeFfmpeg.program(folder);
    Cameras cameras = new Cameras(program, 1, null, false, line -> {});
    VideoInput twin = VideoInput.of("twin=rtsp://127.0.0.1:1/x").orElseThrow();
    assertThatThrownBy(() -> cameras.named(List.of(twin, twin)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("two cameras are named twin");
  }
}
