package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.loadtest.gateway.VideoInput.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoInputTest {
  @ParameterizedTest
  @CsvSource({
    "rtsp://cam/1, , NETWORK, rtsp://cam/1",
    "RTSPS://Cam:322/1?a=b, , NETWORK, rtsps://Cam:322/1?a=b",
    "gate-3=http://user:p@cam/video.mjpeg, gate-3, NETWORK, http://user:p@cam/video.mjpeg",
    "/dev/video0, , DEVICE, /dev/video0",
    "yard=/dev/video1, yard, DEVICE, /dev/video1",
    "a/b.MP4, , FILE, a/b.MP4",
    "door=clip.mkv, door, FILE, clip.mkv",
    "two words=clip.mkv, , FILE, two words=clip.mkv",
  })
  void knowsWhatMovesAndItsName(String source, String camera, Kind kind, String address) {
    assertThat(VideoInput.of(source)).contains(new VideoInput(camera, kind, address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sim", "photos/", "a.jpg", "x=a.jpg", "frame.bin", "mp4", "a=b"})
  void leavesPicturesToOthers(String source) {
    assertThat(VideoInput.of(source)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://user:secret@cam/1",
        "rtsp://user:the secret@cam/1",
        "rtsp://user:the/secret@cam/1",
        "rtsp://user:12/secret@cam/1",
        "rtsp://user:12#secret@cam/1",
        "rtsp://user:the@secret@cam/1",
        "rtsp://user:the?secret@cam/1",
        "rtsp://user:12?secret@cam/1",
        "rtsp://user:the@secret/secret@cam/1",
        "rtsp://user:the@secret?secret@cam/1",
        "rtsp://user:the@secret#secret@cam/1",
        "http://cam/a@secret",
        "rtsp://user:secret",
        "rtsp://user:secret/1",
        "rtsp://user:p@cam/a@secret",
        "http://cam/video?password=a@secret",
        "rtsp://cam/1\noption x y",
        "rtsp:///path-without-host?token=secret",
        "concat:x|y://secret@z",
      })
  void refusesAnAddressThatNobodyCanOpenWithoutItsPassword(String source) {
    assertThatThrownBy(() -> VideoInput.of(source).orElseThrow())
        .message()
        .satisfiesAnyOf(
            message -> assertThat(message).contains("its scheme is none of"),
            message -> assertThat(message).contains("percent-encoded", "%40"),
            message -> assertThat(message).contains("No value present"))
        .asString()
        .doesNotContain("secret", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtsp://user:the%40p@cam/a%40b", "http://cam/video?mail=a%40b"})
  void takesTheEncodedSignAnywhere(String source) {
    assertThat(VideoInput.of(source)).isPresent();
  }

  @Test
  void showsNoSecrets() {
    VideoInput input = VideoInput.of("rtsp://user:secret@cam:554/1?token=secret").orElseThrow();
    assertThat(input.shown()).isEqualTo("rtsp://cam:554/1");
    assertThat(input.toString()).doesNotContain("secret");
    VideoInput inPath = VideoInput.of("rtsp://cam/user=admin_password=secret_/1").orElseThrow();
    assertThat(inPath.shown()).isEqualTo("rtsp://cam//1");
    assertThat(VideoInput.of("x/a=b/c?d.mp4").orElseThrow().shown()).isEqualTo("x/a=b/c?d.mp4");
    assertThat(VideoInput.withoutSecrets("Impossible to open 'rtsp://u:secret@cam/1?t=secret': no"))
        .isEqualTo("Impossible to open 'rtsp://cam/1': no");
  }
}
